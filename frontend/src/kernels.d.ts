/** What build/kernels.ts makes of kernels/kernels.ts. */
declare module 'virtual:kernels' {
  export const kernels: Uint8Array<ArrayBuffer>
}

/** The address of a model in the app. */
declare module '*.tflite?url' {
  const url: string
  // biome-ignore lint/style/noDefaultExport: this is how Vite hands out addresses
  export default url
}
