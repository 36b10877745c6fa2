package forge

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge/road"
)

const (
	// perPage is the most that GitHub gives at once.
	perPage = 100
	// rereads is how often a list that changes while it is read is read at most.
	rereads = 4
)

// Pages reads a list whole, at most so many items of it; more are an error, as what was not read is not known.
// ask asks for one page. A list of several pages that changes while it is read may show an item twice or not at
// all: so its pages are asked for again, which costs nothing where they are as they were, until they stay.
func Pages[T any](most int, ask func(github.ListOptions) ([]T, *github.Response, error)) ([]T, error) {
	var before []string
	for range rereads {
		all, digests, err := walk(most, ask)
		if err != nil {
			return nil, err
		}
		if len(digests) == 1 || slices.Equal(before, digests) {
			return all, nil
		}
		before = digests
	}
	return nil, listError("the list changed each time that it was read")
}

// newest reads a list that has its newest items last: all of it where these are at most so many, else the last pages
// that hold no more. older is how many pages are left out.
func newest[T any](most int, ask func(github.ListOptions) ([]T, *github.Response, error)) (all []T, older int, err error) {
	_, response, err := ask(github.ListOptions{Page: 1, PerPage: perPage})
	if err != nil {
		return nil, 0, err
	}
	older = max(0, response.LastPage-most/perPage)
	all, err = Pages(most+perPage, func(page github.ListOptions) ([]T, *github.Response, error) {
		page.Page += older
		found, response, err := ask(page)
		if err == nil && response.NextPage > 0 {
			response.NextPage -= older
		}
		return found, response, err
	})
	return all, older, err
}

// walk reads the pages once. digests are what each of them was.
func walk[T any](most int, ask func(github.ListOptions) ([]T, *github.Response, error)) (all []T, digests []string, err error) {
	options := github.ListOptions{Page: 1, PerPage: perPage}
	for {
		page, response, err := ask(options)
		if err != nil {
			return nil, nil, err
		}
		if slices.ContainsFunc(page, isNull[T]) {
			return nil, nil, listError("there is a null in the list")
		}
		all, digests = append(all, page...), append(digests, response.Header.Get(road.BodyDigest))
		switch next := response.NextPage; {
		case len(all) > most:
			return nil, nil, listError(fmt.Sprintf("there are more than %d of them", most))
		case next == 0:
			return all, digests, nil
		case next != options.Page+1 || len(page) == 0:
			return nil, nil, listError(fmt.Sprintf("page %d does not lead to the next", options.Page))
		}
		options.Page++
	}
}

// listError is why a list could not be read whole.
type listError string

func (e listError) Error() string { return string(e) }
func (e listError) Unwrap() error { return ErrUnread }

// isNull tells whether an item of a list is null, where the list is one of pointers.
func isNull[T any](item T) bool {
	v := reflect.ValueOf(&item).Elem()
	return v.Kind() == reflect.Pointer && v.IsNil()
}
