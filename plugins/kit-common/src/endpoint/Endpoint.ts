import { z } from 'zod';

/**
 * A question that a plugin answers over HTTP, declared once: what its router parses, its OpenAPI document,
 * its client, the key of its cached answer and the table in the docs all follow from this.
 *
 * @public
 */
export interface Endpoint<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post';
  /** Below the plugin's base, with a `{name}` for each of `params`. */
  path: string;
  /** One sentence for the documents. */
  summary: string;
  /** Of the path. */
  params: P;
  /** Of the query string. */
  query: Q;
  /** Of a body in JSON. */
  body: B;
  answer: A;
  /** HTTP statuses of an answer; 200 where none is given. */
  statuses?: readonly number[];
  /** Media type of an answer; JSON where none is given. */
  contentType?: string;
  /** True where nobody has to sign in. */
  isOpen?: boolean;
}

/** The questions of a plugin by name. @public */
export type Endpoints = Record<string, Endpoint>;

/** What an object is read from; of one without fields, nothing is asked. @public */
export type InputOf<O extends z.ZodObject> = keyof O['shape'] extends never
  ? unknown
  : z.input<O>;

/** What a question is asked with: path and query parameters in one object, and the body. @public */
export type EndpointInput<E extends Endpoint> = InputOf<E['params']> &
  InputOf<E['query']> &
  (E['body'] extends z.ZodUndefined ? unknown : { body: z.input<E['body']> });

/** What is answered. @public */
export type EndpointAnswer<E extends Endpoint> = z.output<E['answer']>;

/** The parameters of a question that has none. @public */
export const noParameters = z.object({});

/** What is said of a question that only reads. @public */
export type DeclaredRead<E> = Omit<E, 'method' | 'body'>;

/** Declares a question that only reads. @public */
export function get<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  A extends z.ZodType,
>(
  declared: DeclaredRead<Endpoint<P, Q, z.ZodUndefined, A>>,
): Endpoint<P, Q, z.ZodUndefined, A> {
  return { method: 'get', body: z.undefined(), ...declared };
}

/** Declares a request that changes something. @public */
export function post<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
>(declared: Omit<Endpoint<P, Q, B, A>, 'method'>): Endpoint<P, Q, B, A> {
  return { method: 'post', ...declared };
}
