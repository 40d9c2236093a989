// What a page costs the device: the time of its main thread by what it was
// spent on, tasks that held it up, and the CPU of the browser's processes.
import type { Browser, CDPSession, Page } from '@playwright/test'

/** Shares are of the time measured, in percent of one core. */
export interface Costs {
  readonly seconds: number
  /** Of the page's main thread, by its own clock. */
  readonly tasks: number
  readonly script: number
  readonly layout: number
  readonly style: number
  /** Of the page's process, and of all processes of the browser: decoding, compositing, the network. */
  readonly page: number
  readonly browser: number
  /** Tasks that held the page up for more than 50 ms, in ms; also by other programs that had the machine. */
  readonly long: readonly number[]
}

/** What Chromium counts from its start, in seconds. */
interface Counts {
  readonly at: number
  readonly metrics: Readonly<Record<string, number>>
  readonly page: number
  readonly browser: number
}

/** A task in a trace: dur is how long it took, tdur what of it its thread worked, in µs. */
interface Traced {
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** Measures one page of a Chromium that has no other. */
export class Meter {
  private constructor(
    private readonly page: Page,
    private readonly ofPage: CDPSession,
    private readonly ofBrowser: CDPSession,
  ) {}

  static async on(browser: Browser, page: Page): Promise<Meter> {
    const ofPage = await page.context().newCDPSession(page)
    // By the wall's clock a task takes longer when another program has the machine.
    await ofPage.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' })
    await ofPage.send('Performance.enable')
    await page.evaluate(() => {
      const long: number[] = []
      Object.assign(window, { long })
      new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration))).observe({
        type: 'longtask',
      })
    })
    return new Meter(page, ofPage, await browser.newBrowserCDPSession())
  }

  /** Lets the device be so many times slower. */
  async slow(times: number): Promise<void> {
    await this.ofPage.send('Emulation.setCPUThrottlingRate', { rate: times })
  }

  /** What the page costs while it is left alone for so long. */
  async costs(ms: number): Promise<Costs> {
    await this.page.evaluate(() => (window as unknown as { long: number[] }).long.splice(0))
    const before = await this.counts()
    await this.page.waitForTimeout(ms)
    const after = await this.counts()
    const seconds = after.at - before.at
    const share = (of: (c: Counts) => number): number => (100 * (of(after) - of(before))) / seconds
    const metric = (name: string): number => share((c) => c.metrics[name] ?? 0)
    return {
      seconds,
      tasks: metric('TaskDuration'),
      script: metric('ScriptDuration'),
      layout: metric('LayoutDuration'),
      style: metric('RecalcStyleDuration'),
      page: share((c) => c.page),
      browser: share((c) => c.browser),
      long: await this.page.evaluate(() => (window as unknown as { long: number[] }).long),
    }
  }

  /** What the longest task of a while worked, in ms: however long others had the machine meanwhile. */
  async longestWork(ms: number): Promise<number> {
    const events: Traced[] = []
    this.ofBrowser.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as Traced[])))
    await this.ofBrowser.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['toplevel'] },
    })
    await this.page.waitForTimeout(ms)
    const complete = new Promise((done) => this.ofBrowser.once('Tracing.tracingComplete', done))
    await this.ofBrowser.send('Tracing.end')
    await complete
    const mains = new Set(
      events.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => e.pid),
    )
    const tasks = events.filter((e) => mains.has(e.pid) && e.pid === e.tid && e.name.endsWith('RunTask'))
    return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1000
  }

  private async counts(): Promise<Counts> {
    const { metrics } = await this.ofPage.send('Performance.getMetrics')
    const { processInfo } = await this.ofBrowser.send('SystemInfo.getProcessInfo')
    const used = (type?: string): number =>
      processInfo.filter((p) => !type || p.type === type).reduce((sum, p) => sum + p.cpuTime, 0)
    return {
      at: performance.now() / 1000,
      metrics: Object.fromEntries(metrics.map((m) => [m.name, m.value])),
      page: used('renderer'),
      browser: used(),
    }
  }
}

/** Costs in a line. */
export function told({ seconds, tasks, script, layout, style, page, browser, long }: Costs): string {
  const shares = { tasks, script, layout, style, page, browser }
  const list = Object.entries(shares).map(([what, share]) => `${what} ${share.toFixed(2)} %`)
  const longest = Math.round(Math.max(0, ...long))
  return `${list.join(', ')}; held up ${long.length} times, longest ${longest} ms; ${Math.round(seconds)} s`
}
