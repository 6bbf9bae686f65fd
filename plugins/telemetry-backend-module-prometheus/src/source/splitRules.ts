/** A rule of the annotation: an expression, and the label to show its values by. */
export interface AnnotatedRule {
  expression: string;
  dimension?: string;
}

const OPENING = '([{';
const CLOSING = ')]}';

/**
 * Reads `prometheus.io/rule`: expressions separated by commas, each with an optional `|dimension`.
 * Commas and bars inside brackets or quotes belong to the expression.
 *
 * Source: README of the community's Prometheus plugin for Backstage, "Annotations".
 */
export function splitRules(annotation: string): AnnotatedRule[] {
  return splitOutside(annotation, ',').flatMap(part => {
    const pieces = splitOutside(part, '|').map(piece => piece.trim());
    const [expression, dimension] =
      pieces.length > 1
        ? [pieces.slice(0, -1).join('|'), pieces[pieces.length - 1]]
        : [pieces[0], undefined];
    return expression
      ? [{ expression, dimension: dimension || undefined }]
      : [];
  });
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quoted: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') {
        part += char;
        at += 1;
      } else if (char === quoted) {
        quoted = undefined;
      }
    } else if (char === '"' || char === "'" || char === '`') {
      quoted = char;
    } else if (OPENING.includes(char)) {
      depth += 1;
    } else if (CLOSING.includes(char)) {
      depth -= 1;
    } else if (char === separator && depth === 0) {
      parts.push(part);
      part = '';
      continue;
    }
    part += text[at] ?? '';
  }
  return [...parts, part];
}
