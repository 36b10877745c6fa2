package redact_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/redact"
)

// texts are what steps give, a megabyte of each.
func texts() map[string][]byte {
	repeat := func(s string) []byte { return []byte(strings.Repeat(s, 1<<20/len(s))) }
	random := make([]byte, 768)
	for i := range random {
		random[i] = byte(i*i*7 + i>>3)
	}
	return map[string][]byte{
		"prose":   repeat("-rw-r--r-- 1 root root  3661 the file that holds what is configured here, and nothing else.\n"),
		"JSON":    repeat(`{"id": 4711, "login": "mara", "profile": {"email": "mara@acme.example", "note": "said \"no\""}, "active": true},` + "\n"),
		"base64":  repeat(base64.StdEncoding.EncodeToString(random) + "\n"),
		"hostile": repeat(`%41\u0042&#x43;''\x44 30 3a 5b ABCDEFGH ` + "\x00"),
	}
}

func redactorOf(n int) *redact.Redactor {
	r := &redact.Redactor{}
	for i := range n {
		r.Learn([]byte(fmt.Sprintf("t0ken-%d-of-the-benchmark-xyz", i)))
	}
	return r
}

// BenchmarkFound searches text that has no secret in it, which nearly all text is.
func BenchmarkFound(b *testing.B) {
	for _, n := range []int{1, 10} {
		r := redactorOf(n)
		for name, text := range texts() {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if r.Found(text) {
						b.Fatal("found")
					}
				}
			})
		}
	}
}

// BenchmarkText masks a secret in a page of text.
func BenchmarkText(b *testing.B) {
	r := redactorOf(3)
	page := string(texts()["JSON"][:4096]) + base64.StdEncoding.EncodeToString([]byte("bot:t0ken-1-of-the-benchmark-xyz"))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if r.Text(page) == page {
			b.Fatal("not masked")
		}
	}
}

// BenchmarkWriter passes text on line by line.
func BenchmarkWriter(b *testing.B) {
	text := texts()["prose"]
	w := redactorOf(3).Writer(io.Discard)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for line := range bytes.Lines(text) {
			if _, err := w.Write(line); err != nil {
				b.Fatal(err)
			}
		}
	}
}
