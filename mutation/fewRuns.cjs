// A mutant that a property finds is found by its first examples; thousands of mutants wait for theirs.
const fc = require('fast-check');

fc.configureGlobal({ numRuns: 20 });
