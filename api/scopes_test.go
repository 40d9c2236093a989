package api

import (
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Whoever adds an operation for staff says which scope of a token opens it, or
// that none does.
func TestEveryOperationForStaffIsInTheTableOfScopes(t *testing.T) {
	a := &API{cfg: Config{Now: time.Now}}
	left := map[string]bool{}
	for id := range scopes {
		left[id] = true
	}
	for path, item := range a.register(newEngine()).OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Patch, item.Delete} {
			if op == nil || len(op.Security) == 0 {
				continue
			}
			if _, ok := scopes[op.OperationID]; !ok {
				t.Errorf("%s %s: scopes does not say what opens %q", op.Method, path, op.OperationID)
			}
			delete(left, op.OperationID)
		}
	}
	for id := range left {
		t.Errorf("scopes speaks of %q, which is no operation for staff", id)
	}
}
