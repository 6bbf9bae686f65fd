/** A PostgreSQL of our own on a free port of 127.0.0.1; its data goes away when it stops. */
export function startPostgres(): Promise<{
  connectionString: string;
  stop(): Promise<void>;
}>;
