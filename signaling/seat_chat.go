package signaling

import "context"

// The commands of the chat beyond saying and hiding, of captions and of reports.

func (s seat) react(ctx context.Context, c React) error { return s.room.React(ctx, s.id, c.Reaction) }

func (s seat) wantCaptions(ctx context.Context, c WantCaptions) error {
	return s.room.WantCaptions(ctx, s.id, c.On)
}

func (s seat) caption(ctx context.Context, c Caption) error {
	return s.room.Caption(ctx, s.id, c.Line, c.Text)
}

func (s seat) releaseMessage(ctx context.Context, c ReleaseMessage) error {
	return s.room.ReleaseMessage(ctx, s.id, c.Message)
}

func (s seat) quietInShares(ctx context.Context, c QuietInShares) error {
	return s.room.Quiet(ctx, s.id, c.On)
}

func (s seat) report(ctx context.Context, c MakeReport) error {
	return s.room.Report(ctx, s.id, c.Participant, c.Message, c.Reason)
}

func (s seat) closeReport(ctx context.Context, c CloseReport) error {
	return s.room.CloseReport(ctx, s.id, c.Report)
}
