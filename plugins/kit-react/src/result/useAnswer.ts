import type { Answer, Question } from '@sextant/plugin-kit-common';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { reasonOf } from './PanelMessage';
import { Result } from './Result';

/** How a question is asked. @public */
export interface AnswerOptions {
  /** False where the answer to another question must not stand in meanwhile: it is of something else. */
  showsFormer?: boolean;
  /** Asked again so often, in milliseconds; never where none is given. */
  everyMs?: number | false;
  /** An answer younger than this is not asked for again, in milliseconds. */
  staleMs?: number;
}

const RETRY_MS = 10_000;

const NEVER: Question<never> = {
  key: ['off'],
  ask: async () => {
    throw new Error('A question that is off was asked');
  },
};

/** Asks for what comes in the envelope of all panels; nothing where there is no question. @public */
export function useAnswer<T>(
  question: Question<Answer<T>> | undefined,
  options: AnswerOptions = {},
): Result<T> {
  return useResult(question, options, answer => answer);
}

/** Asks for what comes without an envelope. @public */
export function usePlainAnswer<T>(
  question: Question<T> | undefined,
  options: AnswerOptions & { missingOf?: (data: T) => readonly string[] } = {},
): Result<T> {
  const { missingOf = () => [], ...rest } = options;
  return useResult(question, rest, data => ({
    data,
    missing: missingOf(data),
    provenance: [],
  }));
}

type Read<T> = Pick<Answer<T>, 'data' | 'provenance' | 'why'> & {
  missing: readonly string[];
};

function useResult<A, T>(
  question: Question<A> | undefined,
  { everyMs = false, staleMs, showsFormer = true }: AnswerOptions,
  read: (answer: A) => Read<T>,
): Result<T> {
  const { key, ask }: Question<A> = question ?? NEVER;
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(signal),
    enabled: question !== undefined,
    staleTime: staleMs,
    // What failed is asked again by itself, also where the range stands still.
    refetchInterval: ({ state }) =>
      state.status === 'error' ? everyMs || RETRY_MS : everyMs,
    placeholderData: showsFormer ? keepPreviousData : undefined,
  });
  const { data, error, dataUpdatedAt, isPlaceholderData } = query;
  if (!question) {
    return { state: 'off' };
  }
  const retry = () => {
    query.refetch();
  };
  if (data === undefined) {
    return error
      ? { state: 'failed', reason: reasonOf(error), retry }
      : { state: 'loading' };
  }
  const answer = read(data);
  const notes = {
    atMs: dataUpdatedAt,
    provenance: answer.provenance,
    staleReason: error ? reasonOf(error) : undefined,
    isFormer: isPlaceholderData,
    isRefreshing: query.isFetching,
    refresh: retry,
  };
  if (answer.why) {
    return answer.missing.length > 0
      ? { state: 'failed', reason: answer.missing.join('; '), retry }
      : { state: 'empty', why: answer.why, notes };
  }
  return answer.missing.length > 0
    ? { state: 'partial', data: answer.data, missing: answer.missing, notes }
    : { state: 'ok', data: answer.data, notes };
}
