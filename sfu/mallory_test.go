package sfu_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"

	"warmroom/sfu"
)

// mallory is a participant with a valid place in the meeting and a client of her own making: she can send whatever bytes
// she likes, with or without the keys of her connection.
type mallory struct {
	t      *testing.T
	conn   *net.UDPConn
	server netip.AddrPort
	answer string
	ufrag  string // the server's
	pwd    string
	slots  []uint32 // SSRCs of what she receives, in the order of the offer

	handshake chan []byte
	got       atomic.Int64 // media packets received
	wg        sync.WaitGroup

	mu   sync.Mutex // guards srtp
	srtp *srtp.Context
}

const malloryUfrag, malloryPwd = "mallory0", "malloryspassword012345678"

// Her m-lines, in the order of the offer, and what she uses on them.
const (
	malloryMic, malloryCamera, malloryScreen = "0", "1", "2"

	opusPT, vp8PT, rtxPT           = 111, 96, 97
	midID, ridID, rridID, twccID   = 4, 10, 11, 3
	levelID                        = 1
	micSSRC, cameraSSRC, otherSSRC = 1111, 2222, 3333
)

// intrude has mallory join the meeting, admitted and permitted everything.
func (m *meeting) intrude() *mallory {
	m.t.Helper()
	m.router.Admit("mallory")
	for _, s := range []sfu.Source{sfu.Microphone, sfu.Camera, sfu.Screen} {
		m.router.Permit("mallory", s, true)
	}
	certificate, fingerprint := ownCertificate(m.t)
	answer, err := m.router.Join(m.ctx(), "mallory", malloryOffer(fingerprint))
	if err != nil {
		m.t.Fatal(err)
	}
	x := &mallory{t: m.t, answer: answer, handshake: make(chan []byte, 32)}
	x.ufrag, x.pwd = field(answer, `a=ice-ufrag:(\S+)`), field(answer, `a=ice-pwd:(\S+)`)
	x.server = netip.MustParseAddrPort("127.0.0.1:" + field(answer, `127\.0\.0\.1 (\d+) typ host`))
	for _, line := range regexp.MustCompile(`a=ssrc-group:FID (\d+)|m=audio .*(?:\r\n.*)*?a=ssrc:(\d+) cname`).FindAllStringSubmatch(answer, -1) {
		n, _ := strconv.ParseUint(line[1]+line[2], 10, 32)
		x.slots = append(x.slots, uint32(n))
	}
	if x.conn, err = net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
		m.t.Fatal(err)
	}
	x.wg.Add(1)
	go x.read()
	m.t.Cleanup(func() {
		_ = x.conn.Close()
		x.wg.Wait()
	})
	x.raw(x.check())
	x.connect(m.ctx(), certificate)
	m.until("mallory is connected", func() bool { return m.seen.state("mallory") == sfu.Connected })
	return x
}

func field(text, pattern string) string {
	if f := regexp.MustCompile(pattern).FindStringSubmatch(text); f != nil {
		return f[1]
	}
	return ""
}

func ownCertificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, strings.TrimSuffix(fmt.Sprintf("%02X:", sum[:1])+strings.ReplaceAll(fmt.Sprintf("% 02X", sum[1:]), " ", ":"), ":")
}

func malloryOffer(fingerprint string) string {
	lines := []string{
		"v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2 3 4 5", "a=ice-ufrag:" + malloryUfrag, "a=ice-pwd:" + malloryPwd,
		"a=fingerprint:sha-256 " + fingerprint, "a=setup:active",
	}
	for i, direction := range []string{"sendonly", "sendonly", "sendonly", "recvonly", "recvonly", "recvonly"} {
		common := []string{
			"c=IN IP4 0.0.0.0", fmt.Sprintf("a=mid:%d", i), "a=" + direction, "a=rtcp-mux",
			fmt.Sprintf("a=extmap:%d urn:ietf:params:rtp-hdrext:sdes:mid", midID),
		}
		if i == 0 || i == 3 {
			lines = append(lines, "m=audio 9 UDP/TLS/RTP/SAVPF 111")
			lines = append(lines, common...)
			lines = append(lines, "a=rtpmap:111 opus/48000/2", fmt.Sprintf("a=extmap:%d urn:ietf:params:rtp-hdrext:ssrc-audio-level", levelID))
			continue
		}
		lines = append(lines, "m=video 9 UDP/TLS/RTP/SAVPF 96 97")
		lines = append(lines, common...)
		lines = append(lines, "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli",
			fmt.Sprintf("a=extmap:%d http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", twccID),
			fmt.Sprintf("a=extmap:%d urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", ridID),
			fmt.Sprintf("a=extmap:%d urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id", rridID))
		if i == 1 {
			lines = append(lines, "a=rid:q send", "a=rid:h send", "a=rid:f send", "a=simulcast:send q;h;f")
		}
		if i == 2 {
			lines = append(lines, fmt.Sprintf("a=ssrc:%d cname:x", cameraSSRC)) // which is the camera's, by its mid
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

// check returns a connectivity check as a browser makes it.
func (x *mallory) check() []byte {
	return stun.MustBuild(stun.TransactionID, stun.BindingRequest, stun.NewUsername(x.ufrag+":"+malloryUfrag),
		stun.RawAttribute{Type: stun.AttrPriority, Value: []byte{0x7e, 0, 0, 1}}, stun.RawAttribute{Type: stun.AttrUseCandidate},
		stun.NewShortTermIntegrity(x.pwd), stun.Fingerprint).Raw
}

// read answers the server's checks, hands on the handshake and counts media until the socket is closed.
func (x *mallory) read() {
	defer x.wg.Done()
	buf := make([]byte, 2048)
	for {
		switch n, err := x.conn.Read(buf); {
		case errors.Is(err, net.ErrClosed):
			return
		case n > 0:
			x.take(buf[:n])
		}
	}
}

func (x *mallory) take(b []byte) {
	switch {
	case b[0] < 4:
		var m stun.Message
		if stun.Decode(b, &m) == nil && m.Type == stun.BindingRequest {
			x.raw(stun.MustBuild(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess, stun.NewShortTermIntegrity(malloryPwd), stun.Fingerprint).Raw)
		}
	case b[0] < 64:
		select {
		case x.handshake <- append([]byte(nil), b...):
		default:
		}
	default:
		x.got.Add(1)
	}
}

// connect does the handshake and derives the keys.
func (x *mallory) connect(ctx context.Context, certificate tls.Certificate) {
	x.t.Helper()
	c, err := dtls.ClientWithOptions(&malloryPipe{x: x, over: make(chan struct{})}, x.conn.LocalAddr(),
		dtls.WithCertificates(certificate), dtls.WithInsecureSkipVerify(true), dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM), dtls.WithFlightInterval(100*time.Millisecond),
		dtls.WithLoggerFactory(&logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}))
	if err == nil {
		err = c.HandshakeContext(ctx)
	}
	if err != nil {
		x.t.Fatalf("mallory: %v", err)
	}
	x.t.Cleanup(func() { _ = c.Close() })
	state, _ := c.ConnectionState()
	k := srtp.Config{Profile: srtp.ProtectionProfileAeadAes128Gcm}
	if err := k.ExtractSessionKeysFromDTLS(&state, true); err != nil {
		x.t.Fatal(err)
	}
	if x.srtp, err = srtp.CreateContext(k.Keys.LocalMasterKey, k.Keys.LocalMasterSalt, k.Profile); err != nil {
		x.t.Fatal(err)
	}
}

// raw sends b as it is.
func (x *mallory) raw(b []byte) { _, _ = x.conn.WriteToUDPAddrPort(b, x.server) }

// rtp sends plain, encrypted, whatever it is.
func (x *mallory) rtp(plain []byte) {
	x.mu.Lock()
	sealed, err := x.srtp.EncryptRTP(nil, plain, nil)
	x.mu.Unlock()
	if err == nil {
		x.raw(sealed)
	}
}

// rtcp sends plain, encrypted, whatever it is.
func (x *mallory) rtcp(plain []byte) {
	x.mu.Lock()
	sealed, err := x.srtp.EncryptRTCP(nil, plain, nil)
	x.mu.Unlock()
	if err == nil {
		x.raw(sealed)
	}
}

// report sends RTCP packets that are well-formed.
func (x *mallory) report(packets ...rtcp.Packet) {
	plain, err := rtcp.Marshal(packets)
	if err != nil {
		x.t.Error(err)
		return
	}
	x.rtcp(plain)
}

// stream is one SSRC of hers.
type stream struct {
	header rtp.Header
	exts   map[uint8][]byte
	twcc   uint16
}

func (x *mallory) stream(ssrc uint32, pt uint8, mid, rid string) *stream {
	s := &stream{header: rtp.Header{Version: 2, SSRC: ssrc, PayloadType: pt}, exts: map[uint8][]byte{midID: []byte(mid)}}
	if rid != "" {
		s.exts[ridID] = []byte(rid)
	}
	if pt == opusPT {
		s.exts[levelID] = []byte{20}
	}
	return s
}

// next returns the stream's next packet with payload.
func (s *stream) next(payload []byte) []byte {
	s.header.SequenceNumber++
	s.header.Timestamp += 960
	s.header.Extension, s.header.Extensions = false, nil
	for id, v := range s.exts {
		_ = s.header.SetExtension(id, v)
	}
	if s.header.PayloadType != opusPT {
		s.twcc++
		_ = s.header.SetExtension(twccID, binary.BigEndian.AppendUint16(nil, s.twcc))
	}
	plain, _ := s.header.Marshal()
	return append(plain, payload...)
}

// keyFrame and deltaFrame are VP8 payloads of n bytes.
func keyFrame(n int) []byte {
	return append([]byte{0x90, 0xe0, 0x80, 1, 1, 0, 0x10, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xb4, 0}, make([]byte, n)...)
}

func deltaFrame(n int) []byte {
	b := keyFrame(n)
	b[6] |= 1
	return b
}

// malloryPipe carries her handshake.
type malloryPipe struct {
	x    *mallory
	end  sync.Once
	over chan struct{}
}

func (p *malloryPipe) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case d := <-p.x.handshake:
		return copy(b, d), p.x.conn.LocalAddr(), nil
	case <-p.over:
		return 0, nil, net.ErrClosed
	}
}

func (p *malloryPipe) WriteTo(b []byte, _ net.Addr) (int, error) {
	p.x.raw(b)
	return len(b), nil
}

func (p *malloryPipe) Close() error {
	p.end.Do(func() { close(p.over) })
	return nil
}

// SetReadDeadline is called with a time in the past by who gives up, and otherwise makes no difference.
func (p *malloryPipe) SetReadDeadline(t time.Time) error {
	if !t.IsZero() && time.Until(t) <= 0 {
		return p.Close()
	}
	return nil
}

func (p *malloryPipe) LocalAddr() net.Addr              { return p.x.conn.LocalAddr() }
func (p *malloryPipe) SetDeadline(t time.Time) error    { return p.SetReadDeadline(t) }
func (p *malloryPipe) SetWriteDeadline(time.Time) error { return nil }
