import { renderInTestApp } from '@backstage/frontend-test-utils';
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ChartGroup } from './ChartGroup';
import { TimeSeriesChart } from './TimeSeriesChart';

const MINUTE = 60_000;
const TIMES = Array.from({ length: 10 }, (_, at) => (at + 1) * MINUTE);

function chart(
  label: string,
  values: Array<number | null>,
  onZoom?: (fromMs: number, toMs: number) => void,
) {
  return (
    <TimeSeriesChart
      label={label}
      fromMs={0}
      toMs={10 * MINUTE}
      timesMs={TIMES}
      lines={[
        {
          key: '2.3.0',
          label: '2.3.0',
          colour: 'red',
          values,
          counts: values.map(() => 14),
        },
      ]}
      kind="ratio"
      format={value => `${value * 100} %`}
      onZoom={onZoom}
    />
  );
}

const show = (content: JSX.Element) => renderInTestApp(content);

describe('TimeSeriesChart', () => {
  beforeAll(() => {
    global.ResizeObserver ??= class {
      observe() {}
      unobserve() {}
      disconnect() {}
    };
    // A box of 558 px has a plot of 500.
    jest.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({
      ...new DOMRect(0, 0, 558, 150),
      left: 0,
      width: 558,
      toJSON: () => ({}),
    });
  });

  const values = TIMES.map((_, at) => (at === 4 ? null : at / 10));

  it('shows the same moment in every chart of a group, with values and how many requests they are of', async () => {
    show(
      <ChartGroup>
        {chart('Errors', values)}
        {chart(
          'Others',
          values.map(value => value && value * 2),
        )}
      </ChartGroup>,
    );
    const errors = await screen.findByRole('group', { name: 'Errors' });
    // At 2.1 minutes: the point at 2 is nearest.
    fireEvent.pointerMove(errors, { clientX: 48 + 105 });
    const [first, second] = screen.getAllByRole('status');
    expect(first).toHaveTextContent('10 % of 14 requests');
    expect(second).toHaveTextContent('20 % of 14 requests');
    fireEvent.pointerLeave(errors);
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
  });

  it('says that nothing was measured where there is no value', async () => {
    show(chart('Errors', values));
    const errors = await screen.findByRole('group', { name: 'Errors' });
    fireEvent.pointerMove(errors, { clientX: 48 + 250 });
    expect(screen.getByRole('status')).toHaveTextContent('nothing measured');
  });

  it('is read and zoomed by keyboard alone', async () => {
    const zooms: Array<[number, number]> = [];
    show(chart('Errors', values, (from, to) => zooms.push([from, to])));
    const errors = await screen.findByRole('group', { name: 'Errors' });
    errors.focus();
    await userEvent.keyboard('{ArrowLeft}');
    expect(screen.getByRole('status')).toHaveTextContent('90 %');
    await userEvent.keyboard('{ArrowLeft}');
    expect(screen.getByRole('status')).toHaveTextContent('80 %');
    await userEvent.keyboard(
      '{Shift>}{ArrowLeft}{ArrowLeft}{ArrowLeft}{/Shift}{Enter}',
    );
    expect(zooms).toEqual([[6 * MINUTE, 9 * MINUTE]]);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('status')).not.toBeInTheDocument();
  });

  it('zooms into what is dragged over, and takes a click for none', async () => {
    const zooms: Array<[number, number]> = [];
    show(chart('Errors', values, (from, to) => zooms.push([from, to])));
    const errors = await screen.findByRole('group', { name: 'Errors' });
    const at = (part: number) => ({
      clientX: 48 + 500 * part,
      button: 0,
      buttons: 1,
    });
    fireEvent.pointerDown(errors, at(0.5));
    fireEvent.pointerUp(errors, at(0.5));
    expect(zooms).toEqual([]);
    fireEvent.pointerDown(errors, at(0.5));
    fireEvent.pointerMove(errors, at(0.2));
    fireEvent.pointerUp(errors, at(0.2));
    expect(zooms).toEqual([[2 * MINUTE, 5 * MINUTE]]);
  });
});
