import { fireEvent, render, screen } from '@testing-library/react';
import { Held } from './Held';

const list = (items: string[], asked = 'all') => (
  <Held items={items} keyOf={item => item} asked={asked}>
    {shown => <ul data-testid="list">{shown.join(' ')}</ul>}
  </Held>
);
const shown = () => screen.getByTestId('list').textContent;

describe('a list that is held', () => {
  it('stays as it is under the pointer, counts what is new, and goes on afterwards', () => {
    const { rerender } = render(list(['b', 'a']));
    fireEvent.pointerEnter(screen.getByTestId('list'));
    rerender(list(['d', 'c', 'b']));
    expect(shown()).toBe('b a');
    expect(screen.getByRole('status')).toHaveTextContent('2 new');
    fireEvent.pointerLeave(screen.getByTestId('list'));
    expect(shown()).toBe('d c b');
    expect(screen.getByRole('status')).toBeEmptyDOMElement();
  });

  it('shows another list at once', () => {
    const { rerender } = render(list(['a']));
    fireEvent.pointerEnter(screen.getByTestId('list'));
    rerender(list(['x'], 'failed'));
    expect(shown()).toBe('x');
  });
});
