import { z } from 'zod';
import { ENTITY_NAME, isServiceName } from './entityName';
import { isStorable, noControlCharacters } from './cleanText';
import { splitList } from './listText';

/** A name, filter or time: text of one line. @public */
export const textInput = (max: number) =>
  z
    .string()
    .max(max)
    .refine(noControlCharacters, 'allowed text without control characters');

/** As {@link textInput}; an empty filter of a form is none. @public */
export const filterInput = (max: number) =>
  textInput(max)
    .optional()
    .transform(value => value || undefined);

/** One of a few words; an empty choice of a form is none. @public */
export const choiceInput = <const T extends readonly [string, ...string[]]>(
  choices: T,
) =>
  z
    .union([z.enum(choices), z.literal('').transform(() => undefined)])
    .optional();

/** Text that may hold whatever telemetry holds. @public */
export const contentInput = (max: number) =>
  z
    .string()
    .max(max)
    .refine(isStorable, 'allowed text without NUL and halves of characters');

/** A parameter that may be repeated, with several values also in one, as `joinList` writes them. @public */
export const listInput = (max: number) =>
  z
    .union([textInput(max), z.array(textInput(max)).max(50)])
    .optional()
    .transform(value =>
      value === undefined
        ? undefined
        : [value].flat().filter(Boolean).flatMap(splitList),
    );

/** How many items a page has at most. @public */
export const limitInput = (fallback: number, max: number) =>
  z.coerce.number().int().min(1).max(max).default(fallback);

/** Where a page goes on, as the one before it said. @public */
export const cursorInput = textInput(8_000).optional();

/** The component that a path is about, or what telemetry calls an unregistered one. @public */
export const serviceParams = z.object({
  namespace: z
    .string()
    .regex(ENTITY_NAME, 'allowed 1 to 63 letters, digits and - _ .'),
  name: z
    .string()
    .refine(isServiceName, 'allowed 1 to 200 characters of one line'),
});

/** A catalog component, or a service that nobody registered. @public */
export type ServiceKey = z.output<typeof serviceParams>;

/** Whose, where and when: what every panel is asked with. @public */
export const scopeInput = z.object({
  environment: textInput(200).optional(),
  version: listInput(2_000),
  from: textInput(40).default('now-1h'),
  to: textInput(40).default('now'),
});
