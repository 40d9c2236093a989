import type { Kind, Model, Step, Tensor } from './tflite'

/** What kernels/kernels.ts exports. */
interface Kernels {
  readonly memory: WebAssembly.Memory
  readonly [kernel: string]: unknown
}

type Kernel = (...numbers: readonly number[]) => void

/** What may follow a convolution at once, by its number in kernels.ts. */
const acts: Partial<Record<Kind, number>> = { relu: 1, hardswish: 2 }

/** The page of WebAssembly's memory, in bytes, and what the kernels' own data may take of it. */
const pageBytes = 65_536
const reservedBytes = 4_096

interface Size {
  readonly height: number
  readonly width: number
  readonly channels: number
}

const sizeOf = ({ shape: [height = 1, width = 1, channels = 1] }: Tensor): Size => ({ height, width, channels })
const pixelsOf = ({ height, width }: Size): number => height * width

/**
 * A model that is ready to run, on one thread and in a memory of its own.
 * Everything is laid out when it is made; a run allocates nothing.
 */
export class Net {
  /** Rows of pixels, three numbers from 0 to 1 each. Fill it, then run. */
  readonly input: Float32Array
  readonly width: number
  readonly height: number
  readonly #output: Float32Array
  readonly #run: readonly (() => void)[]

  /** Bytes are the kernels, compiled. Throws when they don't run here, or the model is not one for them. */
  constructor(model: Model, bytes: Uint8Array<ArrayBuffer>) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { abort: () => {} },
    })
    const kernels = instance.exports as unknown as Kernels
    const layout = new Layout(model)
    kernels.memory.grow(Math.ceil(layout.bytes / pageBytes))
    layout.fill(kernels.memory)
    this.#run = layout.plan(kernels)
    const size = sizeOf(tensorOf(model, model.input))
    this.width = size.width
    this.height = size.height
    this.input = layout.view(kernels.memory, model.input)
    this.#output = layout.view(kernels.memory, model.output)
  }

  /** How likely each pixel shows a person, 0 to 1; overwritten by the next run. */
  run(): Float32Array {
    for (const step of this.#run) step()
    return this.#output
  }
}

/** Where every tensor of a model lies, and its steps as calls. */
class Layout {
  readonly #model: Model
  readonly #steps: readonly (Step & { readonly act: number })[]
  readonly #places = new Map<number, number>()
  readonly #constants = new Map<number, Float32Array>()
  bytes = reservedBytes

  constructor(model: Model) {
    this.#model = model
    this.#steps = fused(model)
    this.#place(model.input)
    for (const { kind, inputs, output } of this.#steps) {
      if (kind === 'conv' || kind === 'depthwise' || kind === 'unfold') {
        const [, weights = -1, bias = -1] = inputs
        this.#constant(weights, (w) => turned(kind, w))
        this.#constant(bias, (b) => b.values ?? new Float32Array(0))
      }
      this.#place(output)
    }
  }

  fill(memory: WebAssembly.Memory): void {
    for (const [tensor, values] of this.#constants) {
      new Float32Array(memory.buffer, this.#at(tensor), values.length).set(values)
    }
  }

  view(memory: WebAssembly.Memory, tensor: number): Float32Array {
    const { height, width, channels } = this.#size(tensor)
    return new Float32Array(memory.buffer, this.#at(tensor), height * width * channels)
  }

  plan(kernels: Kernels): (() => void)[] {
    return this.#steps.map((step) => {
      const [name, numbers] = this.#call(step)
      const kernel = kernels[name] as Kernel
      return () => kernel(...numbers)
    })
  }

  /** The kernel for a step, and what it is called with. */
  #call({ kind, inputs, output, stride, act }: Step & { readonly act: number }): [string, number[]] {
    const [one = -1, other = -1, bias = -1] = inputs
    const [from, to] = [this.#at(one), this.#at(output)]
    const [size, out] = [this.#size(one), this.#size(output)]
    const all = pixelsOf(out) * out.channels
    switch (kind) {
      case 'conv': {
        const [weights, add] = [this.#at(other), this.#at(bias)]
        const [, side = 1] = tensorOf(this.#model, other).shape
        if (side === 1) return ['pointwise', [from, to, weights, add, pixelsOf(out), size.channels, out.channels, act]]
        const place = [size.height, size.width, size.channels, out.height, out.width, out.channels]
        return ['convolve', [from, to, weights, add, ...place, side, stride, before(size, out, side, stride), act]]
      }
      case 'depthwise': {
        const [, side = 1] = tensorOf(this.#model, other).shape
        const place = [size.height, size.width, size.channels, out.height, out.width]
        const rest = [side, stride, before(size, out, side, stride), act]
        return ['depthwise', [from, to, this.#at(other), this.#at(bias), ...place, ...rest]]
      }
      case 'unfold':
        return ['unfold', [from, to, this.#at(other), this.#at(bias), size.height, size.width, size.channels]]
      case 'mean':
        return ['mean', [from, to, pixelsOf(size), size.channels]]
      case 'mul':
        return ['scale', [from, this.#at(other), to, pixelsOf(out), out.channels]]
      case 'add':
        return ['add', [from, this.#at(other), to, all]]
      case 'logistic':
        return ['logistic', [from, to, all]]
      case 'resize':
        return ['enlarge', [from, to, size.height, size.width, size.channels]]
      case 'relu':
      case 'hardswish':
        return ['bend', [from, to, all, acts[kind] ?? 0]]
    }
  }

  #size(tensor: number): Size {
    return sizeOf(tensorOf(this.#model, tensor))
  }

  #constant(tensor: number, values: (tensor: Tensor) => Float32Array): void {
    const turned = values(tensorOf(this.#model, tensor))
    this.#constants.set(tensor, turned)
    this.#reserve(tensor, turned.length)
  }

  #place(tensor: number): void {
    const { height, width, channels } = this.#size(tensor)
    this.#reserve(tensor, height * width * channels)
  }

  #reserve(tensor: number, numbers: number): void {
    if (numbers === 0) throw new Error('the model has a step without numbers')
    this.#places.set(tensor, this.bytes)
    this.bytes += Math.ceil(numbers / 4) * 16
  }

  #at(tensor: number): number {
    const place = this.#places.get(tensor)
    if (place === undefined) throw new Error('the model uses what nothing has made')
    return place
  }
}

function tensorOf({ tensors }: Model, number: number): Tensor {
  const tensor = tensors[number]
  if (!tensor) throw new Error('the model names something that it lacks')
  return tensor
}

/** Zeros before the first row and column, as TensorFlow's SAME has it. */
function before(size: Size, out: Size, side: number, stride: number): number {
  return Math.max(0, (out.height - 1) * stride + side - size.height) >> 1
}

/** Steps with what bends their sums at once taken into them. */
function fused({ steps }: Model): (Step & { readonly act: number })[] {
  const users = (tensor: number): Step[] => steps.filter((s) => s.inputs.includes(tensor))
  const taken = new Set<Step>()
  const list: (Step & { readonly act: number })[] = []
  for (const step of steps) {
    if (taken.has(step)) continue
    const [next, ...more] = users(step.output)
    const act = next && more.length === 0 ? acts[next.kind] : undefined
    if (next && act !== undefined && (step.kind === 'conv' || step.kind === 'depthwise')) {
      taken.add(next)
      list.push({ ...step, output: next.output, act })
    } else list.push({ ...step, act: 0 })
  }
  return list
}

/** Weights with outputs side by side, as the kernels read them; the file has [output][row][column][input]. */
function turned(kind: Kind, { shape, values }: Tensor): Float32Array {
  const [outputs = 0, rows = 0, columns = 0, inputs = 0] = shape
  if (!values) throw new Error('the model has weights that are none')
  if (kind !== 'conv') return values
  const cells = rows * columns * inputs
  if (outputs % 8 !== 0) throw new Error('the model has a layer that does not come in eights')
  return Float32Array.from(values, (_, i) => values[(i % outputs) * cells + Math.floor(i / outputs)] ?? 0)
}
