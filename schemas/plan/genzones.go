//go:build ignore

// Genzones writes zones.txt: for each offset, or set of offsets that a zone changes between, the zones
// that keep it from 2026 on. Run it with `go generate`, and only together with a new version of the
// plan's format: the workflow of a plan never changes within one.
package main

import (
	"archive/zip"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(err)
	}
	tables, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		log.Fatal(err)
	}
	zones := map[string][]string{}
	for _, file := range tables.File {
		if !strings.HasSuffix(file.Name, "/") {
			key := fmt.Sprint(offsets(file))
			zones[key] = append(zones[key], file.Name)
		}
	}
	var lines []string
	for key, names := range zones {
		slices.Sort(names)
		lines = append(lines, strings.Trim(key, "[]")+": "+strings.Join(names, " ")+"\n")
	}
	slices.Sort(lines)
	if err := os.WriteFile("zones.txt", []byte(strings.Join(lines, "")), 0o644); err != nil {
		log.Fatal(err)
	}
}

// offsets are the minutes east of UTC that the zone keeps at some time from 2026 on.
func offsets(file *zip.File) []int {
	r, err := file.Open()
	if err != nil {
		log.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		log.Fatal(err)
	}
	zone, err := time.LoadLocationFromTZData(file.Name, data)
	if err != nil {
		log.Fatal(err)
	}
	var found []int
	for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2100; day = day.AddDate(0, 0, 5) {
		if _, east := day.In(zone).Zone(); !slices.Contains(found, east/60) {
			found = append(found, east/60)
		}
	}
	slices.Sort(found)
	return found
}
