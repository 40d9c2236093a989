package sfu

import (
	"sync/atomic"

	"github.com/pion/rtcp"
)

const (
	maxLayers     = 3
	layerAlive    = 1_000_000_000 // nanoseconds without a packet after which a layer counts as stopped
	pliInterval   = 400_000_000   // nanoseconds between key frame requests for one layer
	loudnessAge   = 300_000_000   // nanoseconds after which a silent microphone counts as quiet (DTX sends every 400 ms)
	maxLevel      = 127
	levelAttack   = 2 // 1/2 of the way per packet when louder
	levelRelease  = 8 // 1/8 when quieter: about 150 ms
	unknownLevel  = 80
	dtxPayload    = 8 // bytes; Opus DTX frames are smaller
	loudnessScale = 256
)

// track is one source of one peer. It outlives connections: a peer that comes back keeps its tracks, and so its place in
// the slots of others. The media path reads it without locks.
type track struct {
	peer   PeerID
	source Source
	wake   func() // tells the control loop that the track began to flow; never blocks
	speaks func() // tells it that somebody began to speak; never blocks; may be nil

	allowed  atomic.Bool                // the peer is admitted and permitted to send this
	subs     atomic.Pointer[[]*mapping] // whom it goes to
	layers   [maxLayers]atomic.Pointer[layer]
	flowing  atomic.Bool  // a packet was accepted since it was allowed
	loudness atomic.Int32 // smoothed level times loudnessScale
	heardAt  atomic.Int64 // last packet of sound
}

// layer is one encoding of a track: the only one, or one of a simulcast.
type layer struct {
	index int
	conn  *connection
	ring  *ring

	ssrc      atomic.Uint32 // 0 until its first packet
	lastAt    atomic.Int64  // of its latest packet
	keyWanted atomic.Bool   // a slot waits for a key frame
	cached    atomic.Bool   // there is a run to begin with
	lastPLI   atomic.Int64  // when one was last asked for

	starts atomic.Uint32 // how often its source began anew; changed under the lock of the connection's ingress

	window   window       // guarded by the connection's ingress
	clock    sourceClock  // likewise
	count    pictureCount // likewise
	quota    quota        // likewise
	jitter   jitter       // likewise
	meter    meter        // likewise, of video
	run      run          // likewise
	hush     hush         // likewise, of sound
	stretch  uint32       // likewise: how often packets were left out, so that numbers before and after are not related
	reported uint32       // likewise: middle bits of the last sender report
	reportAt int64        // likewise: when it arrived
}

// beginAnew is called, with the lock of the layer's ingress held, when what comes now does not continue what came
// before: slots begin with it as with another layer, and nothing from before is sent again.
func (l *layer) beginAnew() {
	l.starts.Add(1)
	l.run = run{}
	l.cached.Store(false)
	l.ring.forget()
}

// sourceClock is the newest timestamp of a layer and when it came.
type sourceClock struct {
	ts uint32
	at int64
}

const (
	clockTolerance = 10                    // seconds a source's timestamps may run ahead of real time; they may stand still while it is silent
	clockMemory    = 6 * 3600 * nanosecond // longer pauses are a new beginning: the difference of timestamps has no more bits
)

// goesOn reports whether ts, of a packet in order, may come after what came before: not earlier, and not much later than
// real time allows. Otherwise it would carry the slots it is in to a time nobody can follow.
func (c *sourceClock) goesOn(ts uint32, now int64, k kind) bool {
	rate := int64(videoClock)
	if k == audio {
		rate = audioClock
	}
	step := int64(int32(ts - c.ts))
	elapsed := min(max(now-c.at, 0), clockMemory) * rate / nanosecond
	return c.at == 0 || step >= 0 && step <= elapsed+clockTolerance*rate
}

// packet is one accepted packet on its way to the slots. payload is shared and must not be written to.
type packet struct {
	layer   *layer
	seq     uint16
	ts      uint32
	marker  bool
	inOrder bool // newer than all before
	payload []byte
	vp8     vp8Descriptor // of video
	now     int64
	starts  uint32 // of the layer, when it came
	stretch uint32 // likewise
	quiet   bool   // sound as low as silence
}

// publish hands p to every slot the track is mapped to.
func (t *track) publish(p *packet, out *outbox) {
	subs := t.subs.Load()
	if subs == nil {
		return
	}
	for _, m := range *subs {
		m.forward(p, out)
	}
	if p.layer.keyWanted.Load() {
		p.layer.requestKey(p.now)
	}
}

// skip tells every slot that number seq of layer l will never be sent.
func (t *track) skip(l *layer, seq uint16) {
	subs := t.subs.Load()
	if subs == nil {
		return
	}
	for _, m := range *subs {
		m.skip(l, seq)
	}
}

// best returns the layer to send to somebody who wants layer index want: the highest one flowing that is not above it,
// else the lowest flowing; nil when nothing flows.
func (t *track) best(want int, now int64) *layer {
	var found *layer
	for i := range t.layers {
		l := t.layers[i].Load()
		if l == nil || now-l.lastAt.Load() > layerAlive || l.conn.isClosed() {
			continue
		}
		if found == nil || i <= want {
			found = l
		}
	}
	return found
}

// requestKey asks for a key frame of l, at most once per pliInterval: a request that comes too early stays noted and is
// sent with the next packet after the interval. The first one is never delayed.
func (l *layer) requestKey(now int64) {
	l.keyWanted.Store(true)
	last, ssrc := l.lastPLI.Load(), l.ssrc.Load()
	if ssrc == 0 || last != 0 && now-last < pliInterval || !l.lastPLI.CompareAndSwap(last, now) {
		return
	}
	l.conn.sfu.counters.keyRequests.Add(1)
	l.conn.rtcp.send(&rtcp.PictureLossIndication{SenderSSRC: l.conn.rtcp.ssrc, MediaSSRC: ssrc})
}

// hear updates the smoothed loudness from one packet; level is RFC 6464's -dBov, or negative when not given.
func (t *track) hear(level int, size int, now int64) {
	loud := int32(maxLevel - level)
	if level < 0 {
		loud = unknownLevel
		if size <= dtxPayload {
			loud = 0
		}
	}
	silent := t.level(now) < speakingOn
	old := t.loudness.Load()
	target := loud * loudnessScale
	step := (target - old) / levelRelease
	if target > old {
		step = (target - old) / levelAttack
	}
	t.loudness.Store(old + step)
	t.heardAt.Store(now)
	if silent && t.speaks != nil && t.level(now) >= speakingOn {
		t.speaks()
	}
}

// level returns the smoothed loudness at now, 0 to 127.
func (t *track) level(now int64) int {
	if now-t.heardAt.Load() > loudnessAge {
		return 0
	}
	return int(t.loudness.Load() / loudnessScale)
}

// allow lets the track flow, or stops it at once and forgets what it sent.
func (t *track) allow(allowed bool) {
	if t.allowed.Swap(allowed) == allowed {
		return
	}
	t.flowing.Store(false)
	if allowed {
		return
	}
	t.loudness.Store(0)
	for i := range t.layers {
		if l := t.layers[i].Load(); l != nil {
			l.cached.Store(false)
			l.ring.clear()
		}
	}
}

// pictureCount is how a layer counts its pictures.
type pictureCount struct {
	newest  uint16 // extended to 16 bits
	long    bool
	present bool
}

// goesOn takes the picture id of a packet in order and reports whether it may come after those before. One that goes
// back would not find a place in a slot.
func (c *pictureCount) goesOn(d *vp8Descriptor) bool {
	if d.pictureIDAt < 0 {
		return true
	}
	id := d.extend(c.newest)
	ok := !c.present || c.long == d.longID && int16(id-c.newest) >= 0
	if !ok {
		id = d.pictureID
	}
	*c = pictureCount{newest: id, long: d.longID, present: true}
	return ok
}
