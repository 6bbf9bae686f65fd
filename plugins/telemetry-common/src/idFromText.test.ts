import { idFromText } from './idFromText';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

it.each([
  [TRACE, TRACE],
  [TRACE.toLocaleUpperCase('en-US'), TRACE],
  [' 0af76519-16cd-43dd-8448-eb211c80319c ', TRACE],
  ['8448eb211c80319c', `${'0'.repeat(16)}8448eb211c80319c`],
  [TRACE.slice(1), TRACE],
  [`${TRACE}0`, undefined],
  ['0'.repeat(32), undefined],
  ['0af7651916cd43dd8448eb211c80319g', undefined],
  ['0af76519-16cd43dd8448eb211c80319c', undefined],
  ['42', undefined],
  ['1234567890123456789', undefined],
  ['', undefined],
])('reads the id of a trace in %j as %s', (text, id) => {
  expect(idFromText(text, 32)).toBe(id);
});
