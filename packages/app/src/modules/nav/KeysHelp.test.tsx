import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { KeysHelp } from './KeysHelp';

describe('the list of keys', () => {
  it('opens on ?, but not while somebody is typing one', async () => {
    renderInTestApp(
      <>
        <input aria-label="Filter" />
        <KeysHelp />
      </>,
    );
    await userEvent.click(await screen.findByLabelText('Filter'));
    await userEvent.keyboard('?');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByLabelText('Filter')).toHaveValue('?');
    await userEvent.tab();
    await userEvent.keyboard('?');
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'To the search field of the page',
    );
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
