package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/board"
	"warmroom/meeting"
)

// AttendanceRequest carries the token that a participant got in the room.
type AttendanceRequest struct {
	Token meeting.Token `json:"token" minLength:"1" maxLength:"128" doc:"record of a snapshot"`
}

// Attendance is for how long somebody was in a meeting.
type Attendance struct {
	Organisation   OrganisationName `json:"organisation"`
	StartsAt       time.Time        `json:"starts_at" doc:"As planned"`
	EndsAt         time.Time        `json:"ends_at" doc:"As planned, with the minutes that were added"`
	Zone           string           `json:"zone,omitempty" doc:"The group's IANA time zone"`
	PlannedMinutes int              `json:"planned_minutes"`
	Minutes        int              `json:"minutes" doc:"Whole minutes in the room, as it counted them"`
}

// AttendanceOffer is what a receipt would say, and how it can be had.
type AttendanceOffer struct {
	Attendance
	ByMail bool `json:"by_mail" doc:"This server can send it by e-mail"`
}

// Receipt is a receipt itself. Whoever has it can have the letter made: it is
// kept by its holder, and not here.
type Receipt struct {
	Receipt meeting.Token `json:"receipt" minLength:"1" maxLength:"2000"`
}

// ReceiptMail asks for a receipt by e-mail.
type ReceiptMail struct {
	Receipt
	Email    string `json:"email" minLength:"3" maxLength:"254" doc:"Not kept"`
	Language string `json:"language" enum:"en,es"`
}

// ReceiptState is what a receipt says, and what became of it.
type ReceiptState struct {
	Attendance
	MadeAt     time.Time  `json:"made_at"`
	LetteredAt *time.Time `json:"lettered_at,omitempty" doc:"When a letter was made of it"`
	RevokedAt  *time.Time `json:"revoked_at,omitempty" doc:"Since when neither holds, for good"`
}

// NewLetter asks for the letter of a receipt.
type NewLetter struct {
	Receipt
	Name     string `json:"name" minLength:"1" maxLength:"320" doc:"2 to 80 characters; goes into the letter and is kept nowhere"`
	Language string `json:"language" enum:"en,es"`
}

// ReceiptKey is what anybody can check the signatures of receipts with.
type ReceiptKey struct {
	ID     string `json:"id"`
	Public []byte `json:"public" doc:"Ed25519"`
}

type (
	attendanceInput  struct{ Body AttendanceRequest }
	attendanceOutput struct{ Body AttendanceOffer }
	receiptInput     struct{ Body Receipt }
	receiptOutput    struct{ Body Receipt }
	receiptMailInput struct{ Body ReceiptMail }
	stateOutput      struct{ Body ReceiptState }
	letterInput      struct{ Body NewLetter }
	letterOutput     struct {
		ContentType string `header:"Content-Type" hidden:"true"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	receiptKeysOutput struct{ Body []ReceiptKey }
)

// A whole group may ask at the end of its meeting; nobody asks often.
var proofAllowance = allowance{every: time.Second, burst: 120}

func (a *API) proofRoutes(h huma.API) {
	limit := huma.Middlewares{a.limited(newSourceLimit(proofAllowance, a.cfg.Now))}
	handle(a, h, huma.Operation{
		OperationID: "attendance", Method: http.MethodPost, Path: "/api/attendance", Tags: []string{"proof"}, Middlewares: limit,
		Summary: "For how long a participant was in a meeting",
		Description: "Until a day after it. Nothing is made by asking. 404 no_attendance, 403 no_proof where the group gives none, " +
			"409 too_short, or lettered once a letter was made of it.",
	}, a.attendance)
	handle(a, h, huma.Operation{
		OperationID: "keep-receipt", Method: http.MethodPost, Path: "/api/receipts", Tags: []string{"proof"}, Middlewares: limit,
		DefaultStatus: http.StatusCreated, Summary: "Keep a signed receipt",
		Description: "`wr1.BODY.KEY.SIGNATURE`: an Ed25519 signature of `wr1.BODY`, all in base64url. The server keeps its hash alone. A new one takes " +
			"the place of the one before. 409 lettered once a letter was made of one; otherwise as attendance.",
	}, a.keepReceipt)
	handle(a, h, huma.Operation{
		OperationID: "mail-receipt", Method: http.MethodPost, Path: "/api/receipts/mail", Tags: []string{"proof"}, Middlewares: limit,
		DefaultStatus: http.StatusNoContent, Summary: "Send oneself a receipt by e-mail",
		Description: "The address is not kept. 409 no_mail where the server sends none, 503 mail when it could not be sent; 404 no_receipt, 410 revoked.",
	}, a.mailReceipt)
	handle(a, h, huma.Operation{
		OperationID: "receipt-keys", Method: http.MethodGet, Path: "/api/receipts/keys", Tags: []string{"proof"}, Middlewares: limit,
		Summary: "What anybody can check the signatures of receipts with, the newest first",
	}, a.receiptKeys)
	handle(a, h, huma.Operation{
		OperationID: "show-receipt", Method: http.MethodPost, Path: "/api/receipts/show", Tags: []string{"proof"}, Middlewares: limit,
		Summary: "What a receipt says and what became of it", Description: "404 no_receipt for one that is not ours or was changed.",
	}, a.showReceipt)
	handle(a, h, huma.Operation{
		OperationID: "revoke-receipt", Method: http.MethodPost, Path: "/api/receipts/revoke", Tags: []string{"proof"}, Middlewares: limit,
		DefaultStatus: http.StatusNoContent, Summary: "Take back a receipt and its letter, for good", Description: "404 no_receipt.",
	}, a.revokeReceipt)
	handle(a, h, huma.Operation{
		OperationID: "write-letter", Method: http.MethodPost, Path: "/api/letters", Tags: []string{"proof"}, Middlewares: limit,
		Summary: "The letter of a receipt, made out to a name",
		Description: "A receipt holds for one name: with the same name one gets the same letter again, with another 409 other_name. 404 no_receipt, " +
			"410 revoked. Letters are checked at /verify/CODE.",
		Responses: map[string]*huma.Response{"200": {
			Description: "The letter", Content: map[string]*huma.MediaType{"application/pdf": {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
		}},
	}, a.writeLetter)
}

func (a *API) attendance(ctx context.Context, in *attendanceInput) (*attendanceOutput, error) {
	at, err := a.cfg.Meetings.Attendance(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &attendanceOutput{Body: AttendanceOffer{Attendance: attendanceOf(at), ByMail: a.cfg.Links == LinksByMail}}, nil
}

func (a *API) keepReceipt(ctx context.Context, in *attendanceInput) (*receiptOutput, error) {
	receipt, err := a.cfg.Meetings.KeepReceipt(ctx, in.Body.Token)
	if err != nil {
		return nil, err
	}
	return &receiptOutput{Body: Receipt{receipt}}, nil
}

// mailReceipt waits until the letter is handed over: whoever asks has to know
// whether it was, as nobody can ask for it later.
func (a *API) mailReceipt(ctx context.Context, in *receiptMailInput) (*struct{}, error) {
	if a.cfg.Links != LinksByMail { // a terminal is no place for somebody's receipt
		return nil, meeting.ErrNoMail
	}
	if wait := a.linksAsked.take(strings.ToLower(in.Body.Email)); wait > 0 {
		return nil, problemOf(errTooMany).after(wait)
	}
	return nil, a.cfg.Meetings.MailReceipt(ctx, in.Body.Receipt.Receipt, in.Body.Email, in.Body.Language)
}

func (a *API) receiptKeys(ctx context.Context, _ *struct{}) (*receiptKeysOutput, error) {
	keys, err := a.cfg.Meetings.ReceiptKeys(ctx)
	if err != nil {
		return nil, err
	}
	return &receiptKeysOutput{Body: listOf(keys, func(k meeting.ReceiptKey) ReceiptKey { return ReceiptKey(k) })}, nil
}

func (a *API) showReceipt(ctx context.Context, in *receiptInput) (*stateOutput, error) {
	r, err := a.cfg.Meetings.ShowReceipt(ctx, in.Body.Receipt)
	if err != nil {
		return nil, err
	}
	return &stateOutput{Body: ReceiptState{
		Attendance: attendanceOf(r.Attended), MadeAt: r.MadeAt, LetteredAt: instant(r.Letter.MadeAt), RevokedAt: instant(r.RevokedAt),
	}}, nil
}

func (a *API) revokeReceipt(ctx context.Context, in *receiptInput) (*struct{}, error) {
	return nil, a.cfg.Meetings.RevokeReceipt(ctx, in.Body.Receipt)
}

func (a *API) writeLetter(ctx context.Context, in *letterInput) (*letterOutput, error) {
	name, err := meeting.CleanLegalName("name", in.Body.Name)
	if err == nil {
		err = board.Writable(name) // before the receipt is bound to a name that no letter can show
	}
	if err != nil {
		return nil, err
	}
	w, err := a.cfg.Meetings.WriteLetter(ctx, in.Body.Receipt.Receipt, name)
	if err != nil {
		return nil, err
	}
	body, err := board.Letter(a.cfg.Home(), board.Language(in.Body.Language), w)
	if err != nil {
		return nil, err
	}
	return &letterOutput{ContentType: "application/pdf", Disposition: `attachment; filename="letter.pdf"`, Body: body}, nil
}

func attendanceOf(a meeting.Attended) Attendance {
	return Attendance{
		Organisation: OrganisationName{Name: a.Organisation}, StartsAt: a.StartsAt, EndsAt: a.EndsAt, Zone: a.Zone,
		PlannedMinutes: a.Planned(), Minutes: a.Minutes,
	}
}
