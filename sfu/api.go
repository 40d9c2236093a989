package sfu

// PeerID names one participant's place in a Router. It is opaque to the SFU.
type PeerID string

// Source is what a peer may send.
type Source string

// The sources of a peer, in the order of their m-lines in the offer.
const (
	Microphone Source = "microphone"
	Camera     Source = "camera"
	Screen     Source = "screen"
)

// sources lists every Source; arrays indexed by source follow it.
var sources = [...]Source{Microphone, Camera, Screen}

// index returns the position of s in sources, or -1.
func (s Source) index() int {
	for i, x := range sources {
		if x == s {
			return i
		}
	}
	return -1
}

// kind of media of a source, a slot or an m-line.
type kind uint8

const (
	audio kind = iota
	video
)

func (k kind) String() string {
	if k == audio {
		return "audio"
	}
	return "video"
}

func (s Source) kind() kind {
	if s == Microphone {
		return audio
	}
	return video
}

// Tile is one picture a peer's browser shows.
type Tile struct {
	Peer          PeerID
	Source        Source
	Width, Height int // in device pixels
	Priority      int // higher is filled first; ties keep the order given
}

// Mapping says what fills a receive slot from now on.
type Mapping struct {
	Slot   string // the mid of the slot's transceiver
	Kind   string // "audio" or "video"
	Peer   PeerID // whose media; "" when the slot was emptied
	Source Source
	Epoch  uint32 // grows with every change of what fills any slot of the receiving peer
	Paused bool   // the server holds the picture back for want of bandwidth; what was shown last may stand still
}

// Level is how loud a peer is.
type Level struct {
	Peer     PeerID
	Speaking bool
	Loudness uint8 // smoothed, 0 (silence) to 127 (0 dBov, RFC 6464)
}

// ConnectionState is the state of a peer's connection as others may be told.
type ConnectionState string

// The states of a connection.
const (
	Connected   ConnectionState = "connected"   // media can flow
	Interrupted ConnectionState = "interrupted" // nothing heard for interruptedAfter
	Failed      ConnectionState = "failed"      // never came up, or nothing heard for failedAfter; may come back
	Closed      ConnectionState = "closed"      // ended by the peer or by the Router
)

// Observer is told what a Router decided. Calls come one at a time from one goroutine of the Router, never from the
// media path, and must not call Router.Close. A slow Observer delays new mappings and nothing else: what piles up
// meanwhile is merged, so that only the newest state of each slot and peer is delivered.
type Observer interface {
	// Slots reports the slots of peer id that changed. No packet of a new mapping is sent before Slots has returned;
	// a slot that is emptied or refilled goes quiet before Slots is called.
	Slots(id PeerID, changed []Mapping)

	// Levels reports those whose level or speaking changed, at most four times a second.
	Levels(changed []Level)

	// State reports the connection of peer id.
	State(id PeerID, state ConnectionState)

	// Layers reports which simulcast layers of what peer id sends are watched, by rid, lowest first; a source without
	// simulcast has one layer, called f. The others need not be sent: a layer is added to the list at once, and taken off
	// it stopLayerAfter after the last viewer turned away. Before the first report everything is to be sent.
	Layers(id PeerID, source Source, rids []string)
}

// ICEServer is an entry of RTCConfiguration.iceServers; its JSON is what browsers take.
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}

// OfferError says why an offer cannot be used. Reason is for machines and stays stable:
//
//	too_large                more than 512 KiB
//	malformed                not SDP, or SDP that contradicts itself
//	not_an_offer             an answer, or the client insists on the DTLS server role
//	too_many_media_sections  more than 128
//	no_bundle                media sections are not bundled, or RTP and RTCP not multiplexed
//	no_security              no DTLS fingerprint, or one with an unknown hash
//	no_audio_codec           an audio section without Opus
//	no_vp8                   a video section without VP8
//	changed_connection       a restart whose certificate or media sections differ from the connection's
type OfferError struct {
	Reason string
	Detail string // for logs; holds nothing personal
}

func (e *OfferError) Error() string {
	if e.Detail == "" {
		return "offer: " + e.Reason
	}
	return "offer: " + e.Reason + ": " + e.Detail
}
