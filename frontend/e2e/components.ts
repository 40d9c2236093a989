// The component page, which is made for who works on the interface and never shipped.
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

/** Serves it; `close` ends that. */
export async function components(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = await createServer({ root: fileURLToPath(new URL('..', import.meta.url)), server: { port: 0 } })
  await server.listen()
  return { address: `${server.resolvedUrls?.local[0]}design/`, close: () => server.close() }
}
