package sfu

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/srtp/v3"
)

const (
	certificateLife    = 365 * 24 * time.Hour
	retransmitInterval = 300 * time.Millisecond // of a handshake flight, doubling
	replayWindow       = 1024                   // packets; publishers probe with old ones
	pipeLength         = 32                     // datagrams; a flight is five or so
	lastStep           = 100 * time.Millisecond // from the last datagram of a handshake to its end, on a busy machine
)

// newCertificate draws the one certificate all connections of an SFU share. ECDSA, or handshakes would cost ten times
// as much.
func newCertificate() (tls.Certificate, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate: %w", err)
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "warmroom"},
		NotBefore:    now.Add(-24 * time.Hour),
		NotAfter:     now.Add(certificateLife),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate: %w", err)
	}
	sum := sha256.Sum256(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, sum[:], nil
}

// run brings the connection up and stays until it ends.
func (c *connection) run(ctx context.Context) {
	defer c.close()
	defer c.dtls.Close()
	conn, err := c.handshake(ctx)
	if err != nil {
		if ctx.Err() == nil {
			c.sfu.counters.failures.Add(1)
			c.sfu.log.Debug("connection did not come up", "cause", err)
			c.notify(Failed)
		}
		return
	}
	left := make(chan struct{})
	leave := context.AfterFunc(ctx, func() { // with the alert that tells the client, which closing the pipe would prevent
		defer close(left)
		_ = conn.Close()
	})
	c.sfu.joinTime.Observe(float64(c.sfu.now()-c.created) / nanosecond)
	c.notify(Connected)
	// The client sends nothing over DTLS any more but the alert with which it leaves.
	_, _ = io.Copy(io.Discard, conn)
	_ = conn.Close()
	if !leave() {
		<-left
	}
	if ctx.Err() == nil {
		c.close()
		c.notify(Closed)
	}
}

// handshake waits for the client, agrees on keys and hands them to both directions.
func (c *connection) handshake(ctx context.Context) (*dtls.Conn, error) {
	soon, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	select {
	case <-soon.Done():
		return nil, errors.New("no path was found to work")
	case <-c.validated:
	}
	// A handshake the client takes for finished may be about to end here too, and only then can the client be told.
	grace, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	defer context.AfterFunc(soon, func() { time.AfterFunc(lastStep, end) })()
	conn, err := dtls.ServerWithOptions(c.dtls, c.dtls.LocalAddr(),
		dtls.WithCertificates(c.sfu.certificate),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithClientAuth(dtls.RequireAnyClientCert),
		dtls.WithInsecureSkipVerify(true), // the fingerprint of the offer takes its place
		dtls.WithVerifyPeerCertificate(c.verify),
		dtls.WithInsecureSkipVerifyHello(true), // the ICE check has shown that the client can receive
		dtls.WithFlightInterval(retransmitInterval),
		dtls.WithLoggerFactory(&logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}),
	)
	if err != nil {
		return nil, fmt.Errorf("dtls: %w", err)
	}
	if err := conn.HandshakeContext(grace); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("dtls: %w", err)
	}
	if err := c.useKeys(conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// verify compares the client's certificate with the fingerprint of its offer (RFC 8122, 5).
func (c *connection) verify(raw [][]byte, _ [][]*x509.Certificate) error {
	hashes := map[string]crypto.Hash{"sha-256": crypto.SHA256, "sha-384": crypto.SHA384, "sha-512": crypto.SHA512}
	h := hashes[c.hash].New()
	if len(raw) == 0 {
		return errors.New("no certificate")
	}
	h.Write(raw[0])
	if subtle.ConstantTimeCompare(h.Sum(nil), c.fingerprint) != 1 {
		return errors.New("certificate does not match the fingerprint")
	}
	return nil
}

func (c *connection) useKeys(conn *dtls.Conn) error {
	state, ok := conn.ConnectionState()
	selected, picked := conn.SelectedSRTPProtectionProfile()
	if !ok || !picked {
		return errors.New("srtp: no protection profile")
	}
	profile := srtp.ProtectionProfile(selected)
	k := srtp.Config{Profile: profile}
	if err := k.ExtractSessionKeysFromDTLS(&state, false); err != nil {
		return fmt.Errorf("srtp: %w", err)
	}
	in, err1 := srtp.CreateContext(k.Keys.RemoteMasterKey, k.Keys.RemoteMasterSalt, profile,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	out, err2 := srtp.CreateContext(k.Keys.LocalMasterKey, k.Keys.LocalMasterSalt, profile)
	reports, err3 := srtp.CreateContext(k.Keys.LocalMasterKey, k.Keys.LocalMasterSalt, profile)
	if err := errors.Join(err1, err2, err3); err != nil {
		return fmt.Errorf("srtp: %w", err)
	}
	c.in.open(in)
	c.out.open(out)
	c.rtcp.open(reports)
	c.opened.Store(true)
	return nil
}

// handshakePipe carries DTLS datagrams between the readers and the DTLS state machine.
type handshakePipe struct {
	conn *connection
	in   chan []byte
	done chan struct{}

	mu       sync.Mutex // guards the fields below
	closed   bool
	deadline *time.Timer
	expired  chan struct{} // closed when the read deadline has passed
}

func newHandshakePipe() *handshakePipe {
	return &handshakePipe{in: make(chan []byte, pipeLength), done: make(chan struct{}), expired: make(chan struct{})}
}

// push hands over a copy of b; what does not fit is lost, as datagrams are.
func (h *handshakePipe) push(b []byte) {
	select {
	case h.in <- append([]byte(nil), b...):
	default:
	}
}

func (h *handshakePipe) ReadFrom(b []byte) (int, net.Addr, error) {
	h.mu.Lock()
	expired := h.expired
	h.mu.Unlock()
	select {
	case x := <-h.in:
		return copy(b, x), h.LocalAddr(), nil
	case <-h.done:
		return 0, nil, net.ErrClosed
	case <-expired:
		return 0, nil, os.ErrDeadlineExceeded
	}
}

func (h *handshakePipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	p := h.conn.selected.Load()
	if p == nil {
		return 0, net.ErrClosed
	}
	p.send(b)
	return len(b), nil
}

func (h *handshakePipe) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.done)
		if h.deadline != nil {
			h.deadline.Stop()
		}
	}
	return nil
}

// LocalAddr is a stand-in: the addresses of a connection change under DTLS without its noticing.
func (h *handshakePipe) LocalAddr() net.Addr { return &net.UDPAddr{} }

// SetReadDeadline wakes readers that began before it, as net.PacketConn asks.
func (h *handshakePipe) SetReadDeadline(t time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.deadline != nil {
		h.deadline.Stop()
		h.deadline = nil
	}
	select {
	case <-h.expired:
		h.expired = make(chan struct{})
	default:
	}
	expired := h.expired
	switch wait := time.Until(t); {
	case t.IsZero():
	case wait <= 0:
		close(expired)
	default:
		h.deadline = time.AfterFunc(wait, func() { h.expire(expired) })
	}
	return nil
}

func (h *handshakePipe) expire(expired chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if expired == h.expired {
		select {
		case <-expired:
		default:
			close(expired)
		}
	}
}

func (h *handshakePipe) SetDeadline(t time.Time) error    { return h.SetReadDeadline(t) }
func (h *handshakePipe) SetWriteDeadline(time.Time) error { return nil }
