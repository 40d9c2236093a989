/** The operations of which the models that we run are made. */
export type Kind =
  | 'conv'
  | 'depthwise'
  | 'mean'
  | 'mul'
  | 'add'
  | 'relu'
  | 'hardswish'
  | 'logistic'
  | 'resize'
  | 'unfold'

export interface Step {
  readonly kind: Kind
  /** Numbers of tensors. */
  readonly inputs: readonly number[]
  readonly output: number
  readonly stride: number
}

export interface Tensor {
  /** Rows, columns, channels; of weights four numbers, of a bias one. */
  readonly shape: readonly number[]
  /** What a constant holds. */
  readonly values?: Float32Array
}

/** A model as it is written in a file. */
export interface Model {
  readonly tensors: readonly Tensor[]
  readonly steps: readonly Step[]
  readonly input: number
  readonly output: number
}

/** Of BuiltinOperator in TensorFlow's schema, as far as we run them. */
const builtin: Readonly<Record<number, Kind | 'dequantize'>> = {
  0: 'add',
  3: 'conv',
  4: 'depthwise',
  6: 'dequantize',
  14: 'logistic',
  18: 'mul',
  19: 'relu',
  23: 'resize',
  40: 'mean',
  117: 'hardswish',
}
/** MediaPipe's own operation: a transposed convolution of 2x2 with stride 2. */
const custom: Readonly<Record<string, Kind>> = { Convolution2DTransposeBias: 'unfold' }

const float32 = 0
const float16 = 1

/**
 * Reads a TensorFlow Lite file: a FlatBuffer, by schema version 3. Throws when
 * it holds anything that net.ts does not run.
 */
export function readModel(bytes: Uint8Array): Model {
  const file = new Tables(bytes)
  if (file.text(4, 4) !== 'TFL3') throw new Error('this is no TensorFlow Lite model')
  const model = file.follow(0)
  const [graph] = file.tables(model, 2)
  if (graph === undefined) throw new Error('the model is empty')
  const kinds = file.tables(model, 1).map((code) => kindOf(file, code))
  const buffers = file.tables(model, 4)
  const tensors: Tensor[] = file.tables(graph, 0).map((tensor) => readTensor(file, tensor, buffers))
  const steps: Step[] = []
  for (const operator of file.tables(graph, 3)) {
    const kind = kinds[file.int(operator, 0, 4)]
    if (!kind) throw new Error('the model names no operation')
    const inputs = file.ints(operator, 1)
    const [output = -1] = file.ints(operator, 2)
    // Weights are kept in half the room; we have the room.
    if (kind === 'dequantize') tensors[output] = at(tensors, inputs[0])
    else steps.push({ kind, inputs, output, stride: strideOf(file, operator, kind) })
  }
  const [input = -1] = file.ints(graph, 1)
  const [output = -1] = file.ints(graph, 2)
  return { tensors, steps, input, output }
}

function kindOf(file: Tables, code: number): Kind | 'dequantize' {
  const name = file.string(code, 1)
  const number = Math.max(file.int(code, 0, 1), file.int(code, 3, 4))
  const kind = name ? custom[name] : builtin[number]
  if (!kind) throw new Error(`the model has an operation that we don't run: ${name || number}`)
  return kind
}

function readTensor(file: Tables, tensor: number, buffers: readonly number[]): Tensor {
  const [, ...shape] = file.ints(tensor, 0)
  const type = file.int(tensor, 1, 1)
  const bytes = file.bytes(at(buffers, file.int(tensor, 2, 4)), 0)
  const whole = file.ints(tensor, 0)
  if (bytes.length === 0 || (type !== float32 && type !== float16)) return { shape }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values =
    type === float32
      ? Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true))
      : Float32Array.from({ length: bytes.length / 2 }, (_, i) => half(view.getUint16(2 * i, true)))
  return { shape: whole, values }
}

/** The stride, where there is one. All else that the options say is the same in every model we run, or is refused. */
function strideOf(file: Tables, operator: number, kind: Kind): number {
  const options = file.table(operator, 4)
  switch (kind) {
    case 'conv':
    case 'depthwise': {
      const fused = file.int(options, kind === 'conv' ? 3 : 4, 1)
      const [wide, high] = [file.int(options, 1, 4), file.int(options, 2, 4)]
      if (fused !== 0 || wide !== high) throw new Error('the model has a convolution that we do not run')
      return wide
    }
    case 'add':
    case 'mul':
      if (file.int(options, 0, 1) !== 0) throw new Error('the model has a sum that we do not run')
      return 1
    case 'resize':
      if (file.int(options, 2, 1) !== 0 || file.int(options, 3, 1) !== 1) {
        throw new Error('the model enlarges in a way that we do not')
      }
      return 2
    default:
      return 1
  }
}

/** A number of 16 bits (IEEE 754 binary16). */
export function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function at<T>(list: readonly T[], index: number | undefined): T {
  const item = list[index ?? -1]
  if (item === undefined) throw new Error('the model names something that it lacks')
  return item
}

/** The tables of a FlatBuffer. A position that leads out of the file throws a RangeError. */
class Tables {
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  text(from: number, length: number): string {
    return new TextDecoder().decode(this.#bytes.subarray(from, from + length))
  }

  follow(position: number): number {
    return position + this.#view.getUint32(position, true)
  }

  /** An integer of a table, of so many bytes; 0 when it is left out, as the schema has it. */
  int(table: number | undefined, field: number, size: 1 | 4): number {
    const position = this.#field(table, field)
    if (position === 0) return 0
    return size === 1 ? this.#view.getUint8(position) : this.#view.getInt32(position, true)
  }

  table(table: number, field: number): number | undefined {
    const position = this.#field(table, field)
    return position === 0 ? undefined : this.follow(position)
  }

  string(table: number, field: number): string {
    return new TextDecoder().decode(this.bytes(table, field))
  }

  bytes(table: number, field: number): Uint8Array {
    const [from, length] = this.#vector(table, field)
    return this.#bytes.subarray(from, from + length)
  }

  ints(table: number, field: number): number[] {
    const [from, length] = this.#vector(table, field)
    return Array.from({ length }, (_, i) => this.#view.getInt32(from + 4 * i, true))
  }

  tables(table: number, field: number): number[] {
    const [from, length] = this.#vector(table, field)
    return Array.from({ length }, (_, i) => this.follow(from + 4 * i))
  }

  #vector(table: number, field: number): [from: number, length: number] {
    const position = this.#field(table, field)
    if (position === 0) return [0, 0]
    const vector = this.follow(position)
    return [vector + 4, this.#view.getUint32(vector, true)]
  }

  /** Where a field stands; 0 when it is left out. */
  #field(table: number | undefined, field: number): number {
    if (table === undefined) return 0
    const shape = table - this.#view.getInt32(table, true)
    const slot = 4 + 2 * field
    if (slot >= this.#view.getUint16(shape, true)) return 0
    const offset = this.#view.getUint16(shape + slot, true)
    return offset === 0 ? 0 : table + offset
  }
}
