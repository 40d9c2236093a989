// What a small network is made of, for 128-bit vectors. AssemblyScript: the build turns it into WebAssembly
// (build/kernels.ts), and call/blur/net.ts says what runs when.
//
// Pictures are rows of pixels, a pixel is its channels one after the other, each an f32. Channels come in eights where
// a weight meets them; weights are [input][output] for points, [row][column][input][output] for a first layer, and
// [row][column][channel] in depth. All addresses are bytes and multiples of 16.

/** What is done to a sum before it is written: 0 nothing, 1 nothing below zero, 2 hard swish. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function bent(v: v128, act: i32): v128 {
  if (act == 0) return v
  const zero = f32x4.splat(0)
  if (act == 1) return f32x4.max(v, zero)
  const six = f32x4.splat(6)
  const gate = f32x4.min(f32x4.max(f32x4.add(v, f32x4.splat(3)), zero), six)
  return f32x4.mul(f32x4.mul(v, gate), f32x4.splat(1.0 / 6.0))
}

/** A 1x1 convolution: four pixels and eight of their channels at a time, in registers. */
export function pointwise(
  src: usize, dst: usize, weights: usize, bias: usize, pixels: i32, input: i32, output: i32, act: i32,
): void {
  const inBytes = <usize>input << 2
  const outBytes = <usize>output << 2
  let p = 0
  for (; p + 4 <= pixels; p += 4) {
    const s0 = src + <usize>p * inBytes
    const s1 = s0 + inBytes
    const s2 = s1 + inBytes
    const s3 = s2 + inBytes
    for (let o: usize = 0; o < outBytes; o += 32) {
      let a0 = v128.load(bias + o)
      let b0 = v128.load(bias + o, 16)
      let a1 = a0, a2 = a0, a3 = a0
      let b1 = b0, b2 = b0, b3 = b0
      let w = weights + o
      for (let i: usize = 0; i < inBytes; i += 4) {
        const wa = v128.load(w)
        const wb = v128.load(w, 16)
        w += outBytes
        const x0 = v128.load32_splat(s0 + i)
        a0 = f32x4.add(a0, f32x4.mul(x0, wa))
        b0 = f32x4.add(b0, f32x4.mul(x0, wb))
        const x1 = v128.load32_splat(s1 + i)
        a1 = f32x4.add(a1, f32x4.mul(x1, wa))
        b1 = f32x4.add(b1, f32x4.mul(x1, wb))
        const x2 = v128.load32_splat(s2 + i)
        a2 = f32x4.add(a2, f32x4.mul(x2, wa))
        b2 = f32x4.add(b2, f32x4.mul(x2, wb))
        const x3 = v128.load32_splat(s3 + i)
        a3 = f32x4.add(a3, f32x4.mul(x3, wa))
        b3 = f32x4.add(b3, f32x4.mul(x3, wb))
      }
      let d = dst + <usize>p * outBytes + o
      v128.store(d, bent(a0, act))
      v128.store(d, bent(b0, act), 16)
      d += outBytes
      v128.store(d, bent(a1, act))
      v128.store(d, bent(b1, act), 16)
      d += outBytes
      v128.store(d, bent(a2, act))
      v128.store(d, bent(b2, act), 16)
      d += outBytes
      v128.store(d, bent(a3, act))
      v128.store(d, bent(b3, act), 16)
    }
  }
  for (; p < pixels; p++) {
    const s = src + <usize>p * inBytes
    for (let o: usize = 0; o < outBytes; o += 16) {
      let a = v128.load(bias + o)
      let w = weights + o
      for (let i: usize = 0; i < inBytes; i += 4) {
        a = f32x4.add(a, f32x4.mul(v128.load32_splat(s + i), v128.load(w)))
        w += outBytes
      }
      v128.store(dst + <usize>p * outBytes + o, bent(a, act))
    }
  }
}

/** A convolution over size x size pixels with zeros around the picture: for few input channels, of any number. */
export function convolve(
  src: usize, dst: usize, weights: usize, bias: usize, height: i32, width: i32, input: i32,
  outHeight: i32, outWidth: i32, output: i32, size: i32, stride: i32, before: i32, act: i32,
): void {
  const inBytes = <usize>input << 2
  const outBytes = <usize>output << 2
  for (let y = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let o: usize = 0; o < outBytes; o += 32) {
        let a = v128.load(bias + o)
        let b = v128.load(bias + o, 16)
        for (let ky = 0; ky < size; ky++) {
          const sy = y * stride + ky - before
          if (sy < 0 || sy >= height) continue
          for (let kx = 0; kx < size; kx++) {
            const sx = x * stride + kx - before
            if (sx < 0 || sx >= width) continue
            const s = src + <usize>(sy * width + sx) * inBytes
            let w = weights + <usize>(ky * size + kx) * inBytes * <usize>output + o
            for (let i: usize = 0; i < inBytes; i += 4) {
              const v = v128.load32_splat(s + i)
              a = f32x4.add(a, f32x4.mul(v, v128.load(w)))
              b = f32x4.add(b, f32x4.mul(v, v128.load(w, 16)))
              w += outBytes
            }
          }
        }
        const d = dst + <usize>(y * outWidth + x) * outBytes + o
        v128.store(d, bent(a, act))
        v128.store(d, bent(b, act), 16)
      }
    }
  }
}

/** A convolution of each channel by itself. */
export function depthwise(
  src: usize, dst: usize, weights: usize, bias: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, size: i32, stride: i32, before: i32, act: i32,
): void {
  const bytes = <usize>channels << 2
  for (let y = 0; y < outHeight; y++) {
    const top = max(0, before - y * stride)
    const bottom = min(size, height + before - y * stride)
    for (let x = 0; x < outWidth; x++) {
      const left = max(0, before - x * stride)
      const right = min(size, width + before - x * stride)
      const d = dst + <usize>(y * outWidth + x) * bytes
      for (let c: usize = 0; c < bytes; c += 32) {
        let a = v128.load(bias + c)
        let b = v128.load(bias + c, 16)
        for (let ky = top; ky < bottom; ky++) {
          const row = (y * stride + ky - before) * width + x * stride - before
          for (let kx = left; kx < right; kx++) {
            const s = src + <usize>(row + kx) * bytes + c
            const w = weights + <usize>(ky * size + kx) * bytes + c
            a = f32x4.add(a, f32x4.mul(v128.load(s), v128.load(w)))
            b = f32x4.add(b, f32x4.mul(v128.load(s, 16), v128.load(w, 16)))
          }
        }
        v128.store(d + c, bent(a, act))
        v128.store(d + c, bent(b, act), 16)
      }
    }
  }
}

/** Each channel's mean over all pixels. */
export function mean(src: usize, dst: usize, pixels: i32, channels: i32): void {
  const bytes = <usize>channels << 2
  const share = f32x4.splat(1 / <f32>pixels)
  for (let c: usize = 0; c < bytes; c += 16) {
    let sum = f32x4.splat(0)
    let s = src + c
    for (let p = 0; p < pixels; p++) {
      sum = f32x4.add(sum, v128.load(s))
      s += bytes
    }
    v128.store(dst + c, f32x4.mul(sum, share))
  }
}

/** Each channel by a number of its own. */
export function scale(src: usize, by: usize, dst: usize, pixels: i32, channels: i32): void {
  const bytes = <usize>channels << 2
  let at: usize = 0
  for (let p = 0; p < pixels; p++) {
    for (let c: usize = 0; c < bytes; c += 16) {
      v128.store(dst + at, f32x4.mul(v128.load(src + at), v128.load(by + c)))
      at += 16
    }
  }
}

export function add(one: usize, other: usize, dst: usize, count: i32): void {
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(dst + at, f32x4.add(v128.load(one + at), v128.load(other + at)))
  }
}

/** What bent does, to a whole picture. */
export function bend(src: usize, dst: usize, count: i32, act: i32): void {
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 16) v128.store(dst + at, bent(v128.load(src + at), act))
}

/** 1 / (1 + e^-x). */
export function logistic(src: usize, dst: usize, count: i32): void {
  const bytes = <usize>count << 2
  for (let at: usize = 0; at < bytes; at += 4) {
    store<f32>(dst + at, 1 / (1 + Mathf.exp(-load<f32>(src + at))))
  }
}

/** Twice as high and wide, each new pixel between the centres of the old ones. */
export function enlarge(src: usize, dst: usize, height: i32, width: i32, channels: i32): void {
  const bytes = <usize>channels << 2
  const quarter = f32x4.splat(0.25)
  const most = f32x4.splat(0.75)
  for (let y = 0; y < 2 * height; y++) {
    const near = y >> 1
    const far = min(height - 1, max(0, near + ((y & 1) << 1) - 1))
    for (let x = 0; x < 2 * width; x++) {
      const beside = x >> 1
      const beyond = min(width - 1, max(0, beside + ((x & 1) << 1) - 1))
      const nn = src + <usize>(near * width + beside) * bytes
      const nf = src + <usize>(near * width + beyond) * bytes
      const fn = src + <usize>(far * width + beside) * bytes
      const ff = src + <usize>(far * width + beyond) * bytes
      const d = dst + <usize>(y * 2 * width + x) * bytes
      for (let c: usize = 0; c < bytes; c += 16) {
        const row = f32x4.add(f32x4.mul(v128.load(nn + c), most), f32x4.mul(v128.load(nf + c), quarter))
        const other = f32x4.add(f32x4.mul(v128.load(fn + c), most), f32x4.mul(v128.load(ff + c), quarter))
        v128.store(d + c, f32x4.add(f32x4.mul(row, most), f32x4.mul(other, quarter)))
      }
    }
  }
}

/** Four pixels of one channel out of each pixel. Weights are [row][column][input]. */
export function unfold(
  src: usize, dst: usize, weights: usize, bias: usize, height: i32, width: i32, input: i32,
): void {
  const bytes = <usize>input << 2
  const first = load<f32>(bias)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const s = src + <usize>(y * width + x) * bytes
      for (let k = 0; k < 4; k++) {
        let sum = f32x4.splat(0)
        const w = weights + <usize>k * bytes
        for (let c: usize = 0; c < bytes; c += 16) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(s + c), v128.load(w + c)))
        }
        const all = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)
          + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
        const at = (2 * y + (k >> 1)) * 2 * width + 2 * x + (k & 1)
        store<f32>(dst + (<usize>at << 2), all + first)
      }
    }
  }
}
