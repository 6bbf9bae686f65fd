type Labels = Record<string, string>;

/** A line while a query goes through its stages. */
export interface Passing {
  line: string;
  labels: Labels;
}

/** Splits `{selector} | stage |~ "…"` at its pipes, quoted text left alone. */
function stagesOf(query: string): string[] {
  const stages: string[] = [];
  let current = '';
  for (const [token] of query.matchAll(/"(?:\\.|[^"\\])*"|\|[~=]?|[^"|]+/g)) {
    if (token.startsWith('|')) {
      stages.push(current.trim());
      current = token;
    } else {
      current += token;
    }
  }
  return [...stages, current.trim()];
}

function unquote(text: string): string {
  return JSON.parse(text);
}

/** RE2's flags in front are those of the whole expression here. */
function regex(pattern: string, isWhole: boolean): RegExp {
  const isLoose = pattern.startsWith('(?i)');
  const bare = isLoose ? pattern.slice(4) : pattern;
  return new RegExp(isWhole ? `^(?:${bare})$` : bare, isLoose ? 'is' : 's');
}

function compares(labels: Labels, matcher: string): boolean {
  const [, name, operator, quoted] =
    /^\s*(\w+)\s*(=~|=)\s*("(?:\\.|[^"\\])*")\s*$/.exec(matcher) ?? [];
  if (!name) {
    throw new Error(`parse error: unexpected ${matcher}`);
  }
  const value = labels[name] ?? '';
  const wanted = unquote(quoted);
  return operator === '=' ? value === wanted : regex(wanted, true).test(value);
}

/** `a or b or (c and d)`: one level of brackets, as queries here have it. */
function holds(labels: Labels, expression: string): boolean {
  const parts = expression.match(
    /\((?:"(?:\\.|[^"\\])*"|[^()"])*\)|\w+\s*=~?\s*"(?:\\.|[^"\\])*"/g,
  );
  return (parts ?? []).some(part =>
    part.startsWith('(')
      ? part
          .slice(1, -1)
          .split(/ and (?=\w+=)/)
          .every(one => compares(labels, one))
      : compares(labels, part),
  );
}

function extract({ line, labels }: Passing, fields: string): Passing {
  let parsed: Record<string, unknown> | undefined;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { line, labels: { ...labels, __error__: 'JSONParserErr' } };
  }
  const found = { ...labels };
  for (const [, name, path] of fields.matchAll(/(\w+)=("(?:\\.|[^"\\])*")/g)) {
    const field = unquote(path).replace(/^\["(.*)"\]$/, '$1');
    const value = parsed?.[field];
    found[name] = value === undefined || value === null ? '' : String(value);
  }
  return { line, labels: found };
}

/**
 * Whether a line gets through a query, and with which labels: the part of LogQL that is asked here,
 * strict about everything else.
 */
export function passes(
  query: string,
  stream: Labels,
  metadata: Labels,
  line: string,
): Passing | undefined {
  const [selector, ...stages] = stagesOf(query);
  const matchers = selector.slice(1, -1).match(/\w+=~?"(?:\\.|[^"\\])*"/g);
  if (!matchers?.every(matcher => compares(stream, matcher))) {
    return undefined;
  }
  let passing: Passing = { line, labels: { ...stream, ...metadata } };
  for (const stage of stages) {
    if (stage.startsWith('|~')) {
      if (!regex(unquote(stage.slice(2).trim()), false).test(line)) {
        return undefined;
      }
    } else if (stage.startsWith('|=')) {
      if (!line.includes(unquote(stage.slice(2).trim()))) {
        return undefined;
      }
    } else if (stage.startsWith('| json ')) {
      passing = extract(passing, stage.slice(7));
    } else if (stage.startsWith('| drop ')) {
      const { __error__: _error, ...labels } = passing.labels;
      passing = { ...passing, labels };
    } else if (!holds(passing.labels, stage.slice(1))) {
      return undefined;
    }
  }
  return passing;
}
