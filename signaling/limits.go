package signaling

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"warmroom/fault"
	"warmroom/meeting"
)

// The limits of the wire. What happens beyond each stands in docs/protocol.md.
const (
	maxFrame       = 512 << 10 // bytes of one message, decompressed
	maxFirstFrame  = 8 << 10   // the same, before a socket has entered
	maxStrangers   = 1000      // sockets at once that have not entered
	maxStrangersOf = 250       // the same, of one caller
	enterWithin    = 10 * time.Second
	commandWithin  = 10 * time.Second // one command, negotiation and database included
	pingEvery      = 10 * time.Second
	readWithin     = 25 * time.Second // between two signs of life from a client
	writeWithin    = 10 * time.Second
	closeWithin    = 2 * time.Second // for the client's half of the closing handshake
	keptEvents     = 256             // per session, of those that were taken, for resuming
	maxBehind      = 2048            // events not taken yet; admitting 500 visitors at once makes 1000
	compressBeyond = 1 << 10         // bytes; smaller frames cost more to deflate than they save

	enterRate  = 10 // per second and invite (or staff cookie)
	enterBurst = 40
)

// budget names what a command draws on.
type budget int

const (
	general    budget = iota
	viewing           // media.view, which follows every scroll
	chatting          // chat.say
	reacting          // chat.react
	captioning        // captions.write, which follows what is typed
	resuming          // resume: everybody in the room is told of each, and it may take a new snapshot
)

// budgets hold what one session may still do now. They go with the session, so
// that a new socket brings no new ones.
type budgets struct {
	of [6]*rate.Limiter // by budget
	// patience is how many commands may be refused as too many before the
	// socket is closed: 200 a minute.
	patience *rate.Limiter
}

func newBudgets() *budgets {
	return &budgets{
		of: [6]*rate.Limiter{
			general:    rate.NewLimiter(20, 60),
			viewing:    rate.NewLimiter(10, 20),
			chatting:   rate.NewLimiter(2, 10),
			reacting:   rate.NewLimiter(1, 5),
			captioning: rate.NewLimiter(5, 15),
			resuming:   rate.NewLimiter(1, 30),
		},
		patience: rate.NewLimiter(rate.Every(time.Minute/200), 200),
	}
}

var errTooMany = fault.New(fault.TooMany, "rate", "That was a little fast. Please try again in a moment.")

// spend takes one command from a budget. A refusal says when to try again.
func (b *budgets) spend(from budget) error {
	wait := spend(b.of[from])
	if wait == 0 {
		return nil
	}
	if !b.patience.Allow() {
		return closed{code: CloseFlooding}
	}
	return later{errTooMany, wait}
}

// later is a refusal that says when it may work again.
type later struct {
	refusal *fault.Error
	wait    time.Duration
}

func (l later) Error() string { return l.refusal.Error() }
func (l later) Unwrap() error { return l.refusal }

// spend returns 0 after taking one from l, or how long until there is one.
func spend(l *rate.Limiter) time.Duration {
	r := l.Reserve()
	wait := r.Delay()
	if wait > 0 {
		r.Cancel()
	}
	return wait
}

// turnstile slows the entering with one invite down, so that a link in the
// wrong hands neither fills the door nor keeps the database busy.
type turnstile struct {
	byToken *lru.Cache[string, *rate.Limiter] // by hash; an invite under attack stays in by being used
}

func newTurnstile() turnstile {
	const invites = 8192
	cache, err := lru.New[string, *rate.Limiter](invites)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return turnstile{cache}
}

var errQueue = fault.New(fault.TooMany, "enter_rate", "Many people are coming in right now. You are in the queue.")

// pass takes one entering from the budget of an invite or a staff cookie.
func (t turnstile) pass(proof meeting.Token) error {
	key := proof.Hash()
	t.byToken.ContainsOrAdd(key, rate.NewLimiter(enterRate, enterBurst))
	l, kept := t.byToken.Get(key)
	if !kept {
		return errQueue // thousands of other invites came between these two lines
	}
	if wait := spend(l); wait > 0 {
		return later{errQueue, wait}
	}
	return nil
}
