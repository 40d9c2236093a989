// Package api is the REST edge: gin routes a request, huma checks and types
// it, a handler calls one use case of meeting and translates the answer. It
// decides nothing; every rule is behind the use cases.
//
// It also serves the browser app, with the security headers that keep the app
// to its own origin, and passes /ws on to signaling's handler. cmd/warmroom
// builds it and owns the http.Server; cmd/protogen writes [Document] to
// api/openapi.yaml.
//
// It may import meeting, room (types), moderation and fault; never signaling,
// store, sfu or gorm. It starts no goroutines.
package api

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"warmroom/meeting"
)

// Config is what an API stands on.
type Config struct {
	// Meetings are the use cases.
	Meetings *meeting.Service
	// Links says how links to sign in reach people.
	Links LinkWay
	// ProviderName is what an organisation's own place to sign in is called;
	// empty without one.
	ProviderName string
	// Later does something after the request was answered; errand is its name,
	// for the log. It refuses when too much waits already.
	Later func(errand string, do func(context.Context) error) error
	// App is the browser app; see package frontend.
	App fs.FS
	// Revoked, if not nil, tells the rooms of an invite or passes that hold no
	// longer.
	Revoked func(context.Context, meeting.Revocation)
	// Tokens is the design's style sheet for pages that are no part of the app.
	Tokens []byte
	// Lifted, if not nil, tells a meeting's room that a removal from it was taken
	// back, should the room be open.
	Lifted func(context.Context, meeting.ID, meeting.RemovalID)
	// Socket answers GET /ws. It may ask Caller of whom.
	Socket http.Handler
	// Checks answers checks of the connection; nil where there are none.
	Checks ConnectionChecks
	// Ready returns nil when the service can do its work: the database answers
	// and its schema is current. It is asked by GET /readyz.
	Ready func(context.Context) error
	// PublicURL is the origin browsers see, "https://rooms.example.org", where
	// it is not the Host of the request; may be empty.
	PublicURL string
	// Home is how browsers reach this server, for addresses that stand in
	// letters: those are never taken from a request.
	Home func() string
	// TrustedProxies are the networks whose X-Forwarded-For is believed, as
	// CIDR or single addresses. Addresses are only counted, never kept.
	TrustedProxies []string
	// Now is the clock.
	Now func() time.Time
	// Log takes errors and, at debug level, every request by its route.
	Log *slog.Logger
	// Registerer takes the metrics; nil keeps them unregistered.
	Registerer prometheus.Registerer
}

// socketRoute is where signaling answers.
const socketRoute = "/ws"

// maxBody is the largest request body, in bytes.
const maxBody = 64 << 10

// API answers everything that is not media.
type API struct {
	cfg     Config
	origins *http.CrossOriginProtection
	metrics metrics
	notices *notices
	engine  *gin.Engine
	huma    huma.API

	linksAsked  *sourceLimit // by the address they go to
	reminded    *sourceLimit // letters that remind, by the address they go to
	lettersSent *sourceLimit // by the account that has them sent
	programs    *sourceLimit // by the token they come with
	guesses     *sourceLimit // of tokens that are none
	callers     salt         // of those who open sockets
}

func init() { gin.SetMode(gin.ReleaseMode) } // debug mode prints every route

// New returns the API. It fails for a PublicURL or TrustedProxies that can't
// be understood, and for an App without a page.
func New(cfg Config) (*API, error) {
	a := &API{cfg: cfg, origins: http.NewCrossOriginProtection(), metrics: newMetrics(), callers: newSalt()}
	if cfg.PublicURL != "" {
		if err := a.origins.AddTrustedOrigin(cfg.PublicURL); err != nil {
			return nil, fmt.Errorf("public address: %w", err)
		}
	}
	site, err := newSite(cfg.App)
	if err != nil {
		return nil, fmt.Errorf("browser app: %w", err)
	}
	if err := a.metrics.register(cfg.Registerer); err != nil {
		return nil, err
	}
	a.engine = newEngine()
	if err := a.engine.SetTrustedProxies(cfg.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	a.notices = newNotices(cfg.Meetings.Listing, cfg.Now)
	a.engine.Use(identify, a.account, guard, a.rescue, readable, a.sameOrigin, a.notices.watch)
	public, err := a.mountPublic()
	if err != nil {
		return nil, fmt.Errorf("pages for strangers: %w", err)
	}
	site.mount(a.engine, public.nothing)
	a.engine.GET(socketRoute, a.socket)
	a.huma = a.register(a.engine)
	return a, a.mountDocument()
}

// Handler returns what an http.Server is to serve.
func (a *API) Handler() http.Handler { return a.engine }

// Routes lists every route as method and path, such as "GET /groups/:organisation".
func (a *API) Routes() []string {
	all := a.engine.Routes()
	routes := make([]string, len(all))
	for i, r := range all {
		routes[i] = r.Method + " " + r.Path
	}
	return routes
}

// newEngine returns a gin engine that does nothing by itself.
func newEngine() *gin.Engine {
	e := gin.New()
	e.RedirectTrailingSlash = false
	e.HandleMethodNotAllowed = false
	e.RemoteIPHeaders = []string{"X-Forwarded-For"}
	return e
}

// register declares every operation on a router.
func (a *API) register(e *gin.Engine) huma.API {
	cfg := huma.DefaultConfig("Warmroom", version)
	cfg.Info.Description = "The REST side of Warmroom. The live room itself speaks the WebSocket protocol at /ws."
	cfg.Info.License = &huma.License{Name: "Apache License 2.0", Identifier: "Apache-2.0"}
	cfg.Servers = []*huma.Server{{URL: "/", Description: "The server that this came from"}}
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = "", "", ""
	cfg.CreateHooks = nil // they add $schema links to every answer
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: decodeJSON}
	cfg.Formats = map[string]huma.Format{"application/json": format, "json": format} // the second is every +json
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		staffScheme: {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "A signed-in member of staff; see POST /api/session"},
		tokenScheme: {Type: "http", Scheme: "bearer", Description: "A token that a manager made for a program; see POST /api/tokens. " +
			"An operation says which scope opens it."},
	}
	a.programs, a.guesses = newSourceLimit(programAllowance, a.cfg.Now), newSourceLimit(guessAllowance, a.cfg.Now)
	h := humagin.NewWithGroup(e, e.Group("/", packLarge), cfg)
	a.healthRoutes(h)
	a.entranceRoutes(h)
	a.checkRoutes(h)
	attempts := huma.Middlewares{a.limited(newSourceLimit(signInAllowance, a.cfg.Now))}
	a.sessionRoutes(h, attempts)
	a.signInRoutes(h, attempts)
	a.passkeyRoutes(h, attempts)
	a.providerRoutes(h, attempts)
	a.staffRoutes(h, attempts)
	a.accountRoutes(h, attempts)
	a.tokenRoutes(h)
	a.groupRoutes(h)
	a.scheduleRoutes(h)
	a.meetingRoutes(h)
	a.dateRoutes(h)
	a.lineRoutes(h)
	a.webhookRoutes(h)
	a.resourceRoutes(h)
	a.rosterRoutes(h)
	a.calendarRoutes(h)
	a.agreementRoutes(h)
	a.proposalRoutes(h)
	a.reminderRoutes(h)
	a.inviteRoutes(h)
	a.rehearsalRoutes(h)
	a.passRoutes(h)
	a.recordRoutes(h)
	a.proofRoutes(h)
	a.reviewRoutes(h)
	a.countRoutes(h)
	return h
}

// handle declares one operation. Whatever error f returns leaves as a Problem.
func handle[I, O any](a *API, h huma.API, op huma.Operation, f func(context.Context, *I) (*O, error)) {
	op.MaxBodyBytes = maxBody
	if op.Security != nil {
		op.Security = openedBy(op)
		op.Middlewares = append(op.Middlewares, a.staffDoor)
	} else {
		op.Security = []map[string][]string{} // says that it needs none
	}
	op.Responses = refusals(h, op.Responses)
	huma.Register(h, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return out, nil
	})
}

// refusals adds to what an operation answers that it may refuse, or fail, with a
// Problem.
func refusals(h huma.API, answers map[string]*huma.Response) map[string]*huma.Response {
	all := maps.Clone(answers)
	if all == nil {
		all = map[string]*huma.Response{}
	}
	problem := h.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	for status, what := range map[string]string{"4XX": "Refused: kind and reason say why", "5XX": "Not done, through no fault of the request"} {
		all[status] = &huma.Response{
			Description: what, Content: map[string]*huma.MediaType{(&Problem{}).ContentType(""): {Schema: problem}},
		}
	}
	return all
}

// version is that of the API's contract, not of the program.
const version = "1.0.0"

// Document returns the OpenAPI 3.1 description of the API in YAML. It needs
// no service: no handler is called.
func Document() ([]byte, error) {
	a := &API{cfg: Config{Now: time.Now}}
	return a.register(newEngine()).OpenAPI().YAML()
}

// mountDocument serves the description, made once.
func (a *API) mountDocument() error {
	asJSON, err := a.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	asYAML, err := a.huma.OpenAPI().YAML()
	if err != nil {
		return fmt.Errorf("describe the API: %w", err)
	}
	for path, d := range map[string]*asset{
		"/openapi.json": {contentType: "application/openapi+json", bodies: map[string][]byte{"": asJSON, "gzip": pack(asJSON)}},
		"/openapi.yaml": {contentType: "application/openapi+yaml", bodies: map[string][]byte{"": asYAML, "gzip": pack(asYAML)}},
	} {
		a.engine.GET(path, func(c *gin.Context) { d.send(c, http.StatusOK, cacheChecked) })
	}
	return nil
}
