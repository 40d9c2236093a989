package sfu

// What a client may cost the server and the others. All limits are several times what browsers do, so that only a
// hostile client meets them: what goes beyond is dropped and counted as such, and nobody else notices.
const (
	audioBytesPerSecond = 64_000 / 8 * 4
	audioPackets        = 150 // per second; frames of 10 ms make 100
	videoBytesPerSecond = 6_000_000 / 8
	videoPackets        = 1_000 // per second, of a source

	packetsPerSecond  = 3_000  // of any kind from one client; beyond that they are not even decrypted
	rtcpPerSecond     = 400    // compound packets of reports and requests
	statusesPerSecond = 10_000 // packets that feedback speaks of: several times what one client can be sent
	maxStatusCount    = 2_048  // the same in one compound packet
	maxMessages       = 64     // in one compound packet
)

// layerQuotas are the parts of a source's quota that the layers of a simulcast may have, lowest first: they go to
// different people, and who watches a small picture pays for a small one.
var layerQuotas = [maxLayers]struct{ bytesPerSecond, packets int64 }{
	{600_000 / 8, 200}, {2_000_000 / 8, 400}, {videoBytesPerSecond, videoPackets},
}

// bucket lets pass so much per second, and a burst of it.
type bucket struct {
	rate   int64 // per second
	burst  int64
	level  int64 // what may pass now
	filled int64 // up to when it was filled; 0 before its first use, when it is full
}

const bucketMemory = 60 * nanosecond // longer ago makes no difference

func newBucket(rate, burst int64) bucket { return bucket{rate: rate, burst: burst} }

func (b *bucket) fill(now int64) {
	if b.filled == 0 {
		b.level, b.filled = b.burst, now
	}
	elapsed := min(now-b.filled, bucketMemory)
	if elapsed <= 0 || b.rate <= 0 {
		return
	}
	more := elapsed * b.rate / nanosecond
	if b.level+more >= b.burst {
		b.level, b.filled = b.burst, now
		return
	}
	b.level += more
	b.filled += more * nanosecond / b.rate // what is left of the time counts next time
}

// take reports whether n may pass at now.
func (b *bucket) take(n int, now int64) bool {
	b.fill(now)
	if b.level < int64(n) {
		return false
	}
	b.level -= int64(n)
	return true
}

// empty reports whether nothing may pass at now.
func (b *bucket) empty(now int64) bool {
	b.fill(now)
	return b.level <= 0
}

// quota limits the media of one source, or of one layer of it.
type quota struct{ bytes, packets bucket }

func newQuota(bytesPerSecond, packets int64) quota {
	return quota{bytes: newBucket(bytesPerSecond, bytesPerSecond), packets: newBucket(packets, packets)}
}

func sourceQuota(k kind) quota {
	if k == audio {
		return newQuota(audioBytesPerSecond, audioPackets)
	}
	return newQuota(videoBytesPerSecond, videoPackets)
}

// layerQuota returns the quota of layer i of n; the highest one may have all that its source may.
func layerQuota(k kind, i, n int) quota {
	if k == audio || i == n-1 {
		return sourceQuota(k)
	}
	q := layerQuotas[maxLayers-n+i]
	return newQuota(q.bytesPerSecond, q.packets)
}

// take reports whether a packet with a payload of n bytes may pass at now.
func (q *quota) take(n int, now int64) bool { return q.packets.take(1, now) && q.bytes.take(n, now) }
