/** One receipt on this device: the receipt itself, and nothing of what it says. */
const key = 'receipts'
const most = 100

/** The receipts that the person asked this device to keep, the newest first. */
export function keptReceipts(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(found) ? found.filter((r): r is string => typeof r === 'string') : []
  } catch {
    return [] // Forbidden, or not ours: as if nothing were kept.
  }
}

function write(receipts: readonly string[]): boolean {
  try {
    if (receipts.length === 0) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(receipts.slice(0, most)))
    return true
  } catch {
    return false // Full or forbidden.
  }
}

/** Keeps a receipt on this device; false when the browser does not let us. */
export const keepReceipt = (receipt: string): boolean =>
  write([receipt, ...keptReceipts().filter((r) => r !== receipt)])

export function forgetReceipt(receipt: string): void {
  write(keptReceipts().filter((r) => r !== receipt))
}

/** The address that leads to a receipt; what it holds stays in the browser. */
export const receiptLink = (receipt: string): string => `${location.origin}/receipt#${receipt}`
