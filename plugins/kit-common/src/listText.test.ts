import fc from 'fast-check';
import { joinList, splitList } from './listText';

it('is read as it was written, commas and backslashes in values included', () => {
  const value = fc
    .string({ unit: fc.constantFrom('a', ',', '\\', '1', ' ') })
    .map(text => text.trim())
    .filter(Boolean);
  fc.assert(
    fc.property(fc.array(value), values => {
      expect(splitList(joinList(values))).toEqual(values);
    }),
  );
});

it.each([
  ['1.0.0,2.0.0', ['1.0.0', '2.0.0']],
  [' 1.0.0 ,, 2.0.0,', ['1.0.0', '2.0.0']],
  ['C:\\build\\7', ['C:\\build\\7']],
  ['1\\,5', ['1,5']],
  ['', []],
])('reads %j', (text, values) => {
  expect(splitList(text)).toEqual(values);
});
