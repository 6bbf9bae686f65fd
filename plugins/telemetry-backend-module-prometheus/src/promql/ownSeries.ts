import { parser } from '@prometheus-io/lezer-promql';
import { Matcher, condition } from './promql';

/**
 * An expression with every selector narrowed by more matchers: whoever wrote it reads the series that
 * they select, and no others.
 *
 * @returns Undefined where the expression cannot be read, or selects nothing.
 */
export function narrowed(
  expression: string,
  matchers: readonly Matcher[],
): string | undefined {
  const insertions: Array<{ at: number; text: string }> = [];
  let isReadable = true;
  const conditions = matchers.map(condition).join(',');
  parser.parse(expression).iterate({
    enter({ type, node, from, to }) {
      if (type.isError) {
        isReadable = false;
      }
      if (type.name === 'VectorSelector') {
        const braces = node.getChild('LabelMatchers');
        if (braces) {
          const inside = expression.slice(braces.from + 1, braces.to - 1);
          const separator =
            inside.trim() === '' || /,\s*$/.test(inside) ? '' : ',';
          insertions.push({
            at: braces.to - 1,
            text: `${separator}${conditions}`,
          });
        } else {
          insertions.push({ at: to, text: `{${conditions}}` });
        }
        // A name alone, such as `up`, ends where its selector does.
        isReadable &&= to > from;
      }
    },
  });
  if (!isReadable || insertions.length === 0) {
    return undefined;
  }
  let narrowedExpression = expression;
  for (const { at, text } of insertions.sort((a, b) => b.at - a.at)) {
    narrowedExpression =
      narrowedExpression.slice(0, at) + text + narrowedExpression.slice(at);
  }
  return narrowedExpression;
}
