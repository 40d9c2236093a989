// Package sfu is the selective forwarding unit: packets in, packets out. It owns sockets, ICE, DTLS, SRTP, the slots of
// every subscriber and the choice of whose packets fill them. It knows no names, roles or rules: the room says who is
// admitted, what each peer may send and what each browser shows; the SFU enforces it.
//
// # How a packet travels
//
// A reader goroutine per socket takes a datagram, decrypts it, and hands it to the track it belongs to. The track keeps
// one copy in the ring of its layer and walks a copy-on-write list of slots. Each slot rewrites twelve bytes of header
// and a few of the VP8 descriptor, encrypts straight into the reader's outbox, and the outbox is flushed when the
// datagram has been handled. No goroutine, channel or lock of the control plane is met on the way.
//
// Sound has detours: what a later packet brings is put in its place first (red.go), silence stops at the track
// (silence.go), and what a listener loses is sent again or twice (sound.go).
//
// # How much a client is sent
//
// Under the lock of its egress each client has an estimate of what its path carries (congestion.go; the arithmetic is in
// trend.go and estimate.go), fed by its transport-wide feedback, else by REMB or receiver reports. The control loop
// reads it as an atomic number ten times a second and divides it among the pictures the client shows (share.go,
// allocate.go): the result, a grade per slot, is an atomic number again. What nobody is granted, publishers are told
// not to send (demand.go). Sound is reserved beforehand and never held back.
//
// # Why not pion/webrtc on the server
//
// A participant negotiates once, with a fixed shape (docs of Router.Join), so the server needs a small part of a
// PeerConnection: Pion's STUN, DTLS, SRTP, SDP and TURN are used directly. That saves a queue and a wake-up per packet,
// most of the memory of a listener, and nearly all of the cost of a join. The server needs no candidates of its
// clients: it has a public address or sits behind a 1:1 mapping of one, and checks back whoever checks it (ice.go).
//
// # Goroutines
//
// One reader per socket, TCP connection and relay allocation, owned by the SFU; two per Router (the control loop and
// the observer's), owned by the Router; one per connection for its DTLS, owned by the Router. Close waits for all.
//
// Callers: room (through a small interface of its own), signaling for Join and Restart, cmd/warmroom. The package must
// not import any other package of this module.
package sfu
