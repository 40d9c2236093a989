package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/fault"
	"warmroom/meeting"
)

// repeatHeader tells a create from another one, so that it can be sent again.
const repeatHeader = "Idempotency-Key"

const maxRepeatKey = 128

// repeatKey is the context key of what a create was told by.
type repeatKey struct{}

// create is handle for an operation that makes something. With an
// Idempotency-Key it is done once: the same request is answered as before, for
// a day.
func create[I, O any](a *API, h huma.API, op huma.Operation, f func(context.Context, *I) (*O, error)) {
	longest := maxRepeatKey
	op.Parameters = append(op.Parameters, &huma.Param{
		Name: repeatHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
		Description: "Chosen by the client for this one request, such as a UUID. Sent again with it within a day, the request is answered as before and not done twice. " +
			"422 key_reused for another request, 409 under_way while the first one has no answer.",
	})
	op.Middlewares = append(op.Middlewares, a.readRepeatKey)
	handle(a, h, op, func(ctx context.Context, in *I) (*O, error) {
		key, ok := ctx.Value(repeatKey{}).(string)
		switch {
		case !ok:
			return f(ctx, in)
		case len(key) > maxRepeatKey:
			return nil, fault.Field(repeatHeader, fmt.Sprintf("at most %d bytes", maxRepeatKey))
		}
		return once(ctx, a, op.OperationID, key, in, f)
	})
}

// readRepeatKey puts the key of a request, if it has one, where create finds it.
func (a *API) readRepeatKey(ctx huma.Context, next func(huma.Context)) {
	key := strings.TrimSpace(ctx.Header(repeatHeader))
	if key != "" {
		ctx = huma.WithValue(ctx, repeatKey{}, key)
	}
	next(ctx)
}

// once does what a request asks, unless that was done before. Staff have keys of
// their own; to others a key only tells equal requests apart.
func once[I, O any](ctx context.Context, a *API, operation, key string, in *I, f func(context.Context, *I) (*O, error)) (*O, error) {
	asked, err := json.Marshal(in)
	if err != nil {
		return nil, fault.Wrap(err, "tell a request from others")
	}
	who := string(asked)
	if by, ok := ctx.Value(staffKey{}).(meeting.AccountID); ok {
		who = string(by)
	}
	r := meeting.Repeat{Key: strings.Join([]string{operation, key, who}, "\x00"), Request: asked}
	answer, err := a.cfg.Meetings.Once(ctx, r, func(ctx context.Context) ([]byte, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, err
		}
		return json.Marshal(out)
	})
	if err != nil {
		return nil, err
	}
	out := new(O)
	return out, fault.Wrap(json.Unmarshal(answer, out), "read the answer of before")
}
