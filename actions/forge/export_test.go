package forge

import "github.com/google/go-github/v60/github"

// What the fuzz targets look at.
var (
	Coauthors = coauthors
	Numbered  = numbered
)

func Newest[T any](most int, ask func(github.ListOptions) ([]T, *github.Response, error)) ([]T, int, error) {
	return newest(most, ask)
}
