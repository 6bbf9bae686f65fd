import { withoutAnsi } from './withoutAnsi';

it.each([
  ['plain [31m', 'plain [31m'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b[1;38;5;12mbold\u001b[22m blue', 'bold blue'],
  ['\u001b]8;;http://a\u0007link\u001b]8;;\u0007', 'link'],
  ['\u001b]0;title\u001b\\text', 'text'],
  ['half \u001b', 'half \u001b'],
])('shows %j as %j', (text, shown) => {
  expect(withoutAnsi(text)).toBe(shown);
});
