package hello

import (
	"errors"
	"io"

	"golang.org/x/crypto/cryptobyte"
)

// Answer is what a server chose.
type Answer struct{ Version, Suite uint16 }

// Why there is no answer; an error of the reader is neither.
var (
	ErrRefused = errors.New("the server refuses the offer")
	ErrNoTLS   = errors.New("the other side speaks no TLS")
)

const (
	mostRecord  = 1<<14 + 256
	mostMessage = 1 << 14 // a server's first message has a few hundred bytes
	mostAlerts  = 4       // warnings that may come first
)

// Read reads the server's first message. A server that closes the connection refuses, too.
func Read(r io.Reader) (Answer, error) {
	var message []byte
	for alerts := 0; ; {
		kind, record, err := readRecord(r)
		switch {
		case errors.Is(err, io.EOF) && len(message) == 0:
			return Answer{}, ErrRefused
		case err != nil:
			return Answer{}, err
		case kind == recordAlert:
			if alerts++; !warns(record) || alerts > mostAlerts {
				return Answer{}, ErrRefused
			}
			continue
		}
		message = append(message, record...)
		if body, whole, err := firstMessage(message); whole || err != nil {
			return parse(body, err)
		}
	}
}

// warns tells whether an alert leaves the connection open.
func warns(record []byte) bool {
	const warning, closeNotify = 1, 0
	return len(record) == 2 && record[0] == warning && record[1] != closeNotify
}

func readRecord(r io.Reader) (kind byte, record []byte, err error) {
	var header [5]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = ErrNoTLS
		}
		return 0, nil, err
	}
	kind = header[0]
	length := int(header[3])<<8 | int(header[4])
	if kind != recordHandshake && kind != recordAlert || header[1] != 3 || length == 0 || length > mostRecord {
		return 0, nil, ErrNoTLS
	}
	record = make([]byte, length)
	if _, err := io.ReadFull(r, record); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = ErrNoTLS
		}
		return 0, nil, err
	}
	return kind, record, nil
}

// firstMessage is the body of a ServerHello, once all of it is there.
func firstMessage(data []byte) (body []byte, whole bool, err error) {
	if data[0] != serverHello {
		return nil, false, ErrNoTLS
	}
	if len(data) < 4 {
		return nil, false, nil
	}
	length := int(data[1])<<16 | int(data[2])<<8 | int(data[3])
	if length > mostMessage {
		return nil, false, ErrNoTLS
	}
	if len(data) < 4+length {
		return nil, false, nil
	}
	return data[4 : 4+length], true, nil
}

func parse(body []byte, err error) (Answer, error) {
	var (
		a           Answer
		session     cryptobyte.String
		compression uint8
	)
	s := cryptobyte.String(body)
	if err != nil || !s.ReadUint16(&a.Version) || !s.Skip(32) || !s.ReadUint8LengthPrefixed(&session) || !s.ReadUint16(&a.Suite) || !s.ReadUint8(&compression) {
		return Answer{}, ErrNoTLS
	}
	var extensions cryptobyte.String
	if s.Empty() {
		return a, nil
	}
	if !s.ReadUint16LengthPrefixed(&extensions) || !s.Empty() {
		return Answer{}, ErrNoTLS
	}
	for !extensions.Empty() {
		var id uint16
		var data cryptobyte.String
		if !extensions.ReadUint16(&id) || !extensions.ReadUint16LengthPrefixed(&data) || id == extVersions && !data.ReadUint16(&a.Version) {
			return Answer{}, ErrNoTLS
		}
	}
	return a, nil
}
