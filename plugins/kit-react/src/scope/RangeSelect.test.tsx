import { renderInTestApp } from '@backstage/frontend-test-utils';
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RangeSelect } from './RangeSelect';

function show(from: string, to: string) {
  const chosen: unknown[] = [];
  renderInTestApp(
    <RangeSelect
      scope={{ from, to }}
      onChange={changes => chosen.push(changes)}
    />,
  );
  return chosen;
}

describe('RangeSelect', () => {
  it('takes a range from one moment to another, and refuses a reversed one', async () => {
    const chosen = show('2026-11-21T13:00:00Z', '2026-11-21T13:30:00Z');
    await userEvent.click(await screen.findByText('21 Nov, 13:00 – 13:30 UTC'));
    await userEvent.click(await screen.findByText('From … to …'));
    const to = await screen.findByLabelText('To');
    expect(screen.getByLabelText('From')).toHaveValue('2026-11-21T13:00');
    fireEvent.change(to, { target: { value: '2026-11-21T12:00:00' } });
    expect(screen.getByText(/has to be before/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Show' })).toBeDisabled();
    fireEvent.change(to, { target: { value: '2026-11-21T14:00:00' } });
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    expect(chosen).toEqual([
      { from: '2026-11-21T13:00:00.000Z', to: '2026-11-21T14:00:00.000Z' },
    ]);
  });

  it('zooms out, and leaves what is no range alone', async () => {
    const chosen = show('now-1h', 'now');
    await userEvent.click(
      await screen.findByRole('button', { name: 'Zoom out' }),
    );
    expect(chosen).toEqual([{ from: 'now-3h', to: 'now' }]);
  });
});
