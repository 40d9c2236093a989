package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"warmroom/meeting"
)

// Resource is a place on the web that a programme points its people to.
type Resource struct {
	Title    string `json:"title" minLength:"1" maxLength:"80"`
	URL      string `json:"url" minLength:"9" maxLength:"300" doc:"Begins with https://"`
	About    string `json:"about,omitempty" maxLength:"200" doc:"What it is"`
	Language string `json:"language,omitempty" enum:"en,es" doc:"Of those who can use it; missing: all"`
}

// Resources are those of an organisation, in their order.
type Resources struct {
	Resources []Resource `json:"resources" maxItems:"30" nullable:"false"`
	Version   string     `json:"version,omitempty" maxLength:"32" doc:"A change that gives it is refused with 409 (list_changed) when something else is there by now"`
}

type (
	resourcesInput struct {
		Body Resources
	}
	resourcesOutput struct{ Body Resources }
)

func (a *API) resourceRoutes(h huma.API) {
	handle(a, h, huma.Operation{
		OperationID: "resources", Method: http.MethodGet, Path: "/api/resources", Tags: []string{"staff"}, Security: staffOnly,
		Summary: "Where your programme points people to",
	}, a.resources)
	handle(a, h, huma.Operation{
		OperationID: "put-resources", Method: http.MethodPut, Path: "/api/resources", Tags: []string{"staff"}, Security: staffOnly,
		Summary: "Change where your programme points people to", Description: "Managers only. They stand on the page /resources at once.",
	}, a.putResources)
}

func (a *API) resources(ctx context.Context, _ *struct{}) (*resourcesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	all, err := a.cfg.Meetings.Resources(ctx, by)
	if err != nil {
		return nil, err
	}
	return resourcesOf(all), nil
}

func (a *API) putResources(ctx context.Context, in *resourcesInput) (*resourcesOutput, error) {
	by, err := a.staff(ctx)
	if err != nil {
		return nil, err
	}
	put, err := a.cfg.Meetings.PutResources(ctx, by, in.Body.Version, listOf(in.Body.Resources, func(r Resource) meeting.Resource { return meeting.Resource(r) }))
	if err != nil {
		return nil, err
	}
	return resourcesOf(put), nil
}

func resourcesOf(all []meeting.Resource) *resourcesOutput {
	return &resourcesOutput{Body: Resources{Resources: listOf(all, resourceOf), Version: meeting.ResourcesVersion(all)}}
}

func resourceOf(r meeting.Resource) Resource { return Resource(r) }
