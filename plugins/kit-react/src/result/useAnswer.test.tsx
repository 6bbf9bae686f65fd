import type { Answer, Question } from '@sextant/plugin-kit-common';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { Loaded } from './Loaded';
import { mapResult, unknownText, whileUnknown } from './Result';
import { useAnswer } from './useAnswer';

const answer = (changes: Partial<Answer<string>>): Answer<string> => ({
  state: 'ok',
  data: 'all is said',
  provenance: [],
  missing: [],
  ...changes,
});

function Shown(props: {
  question: Question<Answer<string>> | undefined;
  showsFormer?: boolean;
}) {
  const result = useAnswer(props.question, { showsFormer: props.showsFormer });
  return (
    <>
      <output>{result.state}</output>
      <i>{unknownText(result)}</i>
      <b>
        {whileUnknown(
          mapResult(result, text => text.length),
          0,
        )}
      </b>
      <Loaded result={result} height={10} failure="It could not be said">
        {text => <p>{text}</p>}
      </Loaded>
    </>
  );
}

function show(
  question: Question<Answer<string>> | undefined,
  showsFormer?: boolean,
) {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false } },
  });
  const of = (asked: Question<Answer<string>> | undefined) => (
    <QueryClientProvider client={client}>
      <Shown question={asked} showsFormer={showsFormer} />
    </QueryClientProvider>
  );
  const { rerender } = render(of(question));
  return {
    client,
    ask: (next: Question<Answer<string>> | undefined) => rerender(of(next)),
  };
}

const asks = (
  name: string,
  ask: () => Promise<Answer<string>>,
): Question<Answer<string>> => ({ key: [name], ask });

describe('the result of a question', () => {
  it.each([
    [true, 'ok'],
    [false, 'loading'],
  ])(
    'lets the former answer stand in where that is %s',
    async (showsFormer, state) => {
      const { ask } = show(
        asks('one', async () => answer({})),
        showsFormer,
      );
      expect(await screen.findByText('all is said')).toBeInTheDocument();
      ask(asks('two', () => new Promise(() => {})));
      expect(screen.getByText(state)).toBeInTheDocument();
    },
  );

  it('is off where nothing is asked, and shows nothing', () => {
    show(undefined);
    expect(screen.getByRole('status')).toHaveTextContent('off');
    expect(screen.queryByText(/said/)).not.toBeInTheDocument();
  });

  it('is loading until it is answered', async () => {
    let settle: (found: Answer<string>) => void = () => {};
    show(
      asks(
        'slow',
        () =>
          new Promise(resolve => {
            settle = resolve;
          }),
      ),
    );
    expect(screen.getByText('loading')).toBeInTheDocument();
    expect(screen.getByText('…')).toBeInTheDocument();
    await act(async () => settle(answer({})));
    expect(await screen.findByText('all is said')).toBeInTheDocument();
    expect(screen.getByText('ok')).toBeInTheDocument();
    expect(screen.getByText('11')).toBeInTheDocument();
  });

  it('is failed with its reason, and is asked again on demand', async () => {
    let fails = true;
    show(
      asks('failing', async () => {
        if (fails) {
          throw new Error('the disk is full');
        }
        return answer({});
      }),
    );
    expect(await screen.findByText('It could not be said')).toBeInTheDocument();
    expect(screen.getByText('not known: the disk is full')).toBeInTheDocument();
    fails = false;
    await act(async () =>
      screen.getByRole('button', { name: 'Try again' }).click(),
    );
    expect(await screen.findByText('all is said')).toBeInTheDocument();
  });

  it('is empty with why', async () => {
    show(
      asks('empty', async () =>
        answer({ state: 'empty', why: { reason: 'None came.', fix: 'Send' } }),
      ),
    );
    expect(await screen.findByText('None came.')).toBeInTheDocument();
    expect(screen.getByText('Send')).toBeInTheDocument();
    expect(screen.queryByText(/said/)).not.toBeInTheDocument();
  });

  it('is partial with what is missing of it', async () => {
    show(
      asks('partial', async () =>
        answer({ state: 'partial', missing: ['prometheus-eu: no answer'] }),
      ),
    );
    expect(await screen.findByText('all is said')).toBeInTheDocument();
    expect(
      screen.getByText('Missing: prometheus-eu: no answer'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('not all known: prometheus-eu: no answer'),
    ).toBeInTheDocument();
  });

  it('is failed, not empty, where nothing was found and not all have answered', async () => {
    show(
      asks('nothing', async () =>
        answer({
          state: 'partial',
          missing: ['prometheus-eu: no answer'],
          why: { reason: 'None came.' },
        }),
      ),
    );
    expect(await screen.findByText('failed')).toBeInTheDocument();
    expect(screen.queryByText('None came.')).not.toBeInTheDocument();
  });

  it('keeps an answer in view that cannot be refreshed, and says so', async () => {
    let fails = false;
    const { client } = show(
      asks('stale', async () => {
        if (fails) {
          throw new Error('gone away');
        }
        return answer({});
      }),
    );
    await screen.findByText('all is said');
    fails = true;
    await act(async () => client.refetchQueries());
    expect(await screen.findByText(/^Not refreshed since/)).toHaveTextContent(
      'gone away',
    );
    expect(screen.getByText('all is said')).toBeInTheDocument();
  });

  it('fades the answer to a former question while the later one is open', async () => {
    const { ask } = show(asks('first', async () => answer({})));
    await screen.findByText('all is said');
    ask(asks('second', () => new Promise(() => {})));
    expect(
      (await screen.findByText('all is said')).closest('[aria-busy="true"]'),
    ).not.toBeNull();
  });
});
