import { rangeLabel } from './ranges';

it('names a known range and spells out another', () => {
  expect(rangeLabel({ from: 'now-1h', to: 'now' })).toBe('last 1 h');
  expect(rangeLabel({ from: 'now-5h', to: 'now' })).toBe('now-5h – now');
});
