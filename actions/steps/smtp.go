package steps

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// startSMTP brings a mail server to where TLS begins (RFC 3207). It reads no more than the server may say
// until then, and nothing of what follows.

const (
	maxSMTP     = 16 << 10 // bytes of all replies
	maxSMTPLine = 2 << 10
)

var (
	errNoSTARTTLS = errors.New("it offers no TLS")
	errTalks      = errors.New("it says more than a mail server does before it offers TLS")
)

// smtpBusy is a reply of the server that it cannot now.
type smtpBusy struct{ code string }

func (e smtpBusy) Error() string { return "it answers " + e.code }

func startSMTP(conn net.Conn) error {
	limited := &io.LimitedReader{R: conn, N: maxSMTP}
	s := smtp{conn, limited, bufio.NewReaderSize(limited, maxSMTPLine)}
	if _, err := s.reply("220"); err != nil {
		return err
	}
	lines, err := s.ask("EHLO "+literal(conn.LocalAddr()), "250")
	if err != nil {
		return err
	}
	if !offersTLS(lines) {
		return errNoSTARTTLS
	}
	if _, err := s.ask("STARTTLS", "220"); err != nil {
		return err
	}
	if s.replies.Buffered() > 0 {
		return errNoSTARTTLS // what came before the encryption would count as if it had come after
	}
	return nil
}

type smtp struct {
	conn    net.Conn
	limited *io.LimitedReader
	replies *bufio.Reader
}

func (s smtp) ask(command, want string) ([]string, error) {
	if _, err := io.WriteString(s.conn, command+"\r\n"); err != nil {
		return nil, err
	}
	return s.reply(want)
}

// reply reads the lines of one reply with the code that is wanted.
func (s smtp) reply(want string) ([]string, error) {
	var lines []string
	for {
		line, err := s.line()
		if err != nil {
			return nil, err
		}
		if len(line) < 3 || strings.Trim(line[:3], "0123456789") != "" {
			return nil, errNoSTARTTLS
		}
		lines = append(lines, line[min(4, len(line)):])
		if len(line) > 3 && line[3] == '-' {
			continue
		}
		switch {
		case line[:3] == want:
			return lines, nil
		case line[0] == '4':
			return nil, smtpBusy{line[:3]}
		}
		return nil, errNoSTARTTLS
	}
}

func (s smtp) line() (string, error) {
	data, err := s.replies.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errTalks
	case errors.Is(err, io.EOF) && s.limited.N == 0:
		return "", errTalks
	case errors.Is(err, io.EOF):
		return "", errNoSTARTTLS
	case err != nil:
		return "", fmt.Errorf("reply: %w", err)
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}

func offersTLS(lines []string) bool {
	for _, line := range lines[1:] {
		if strings.EqualFold(strings.TrimSpace(line), "STARTTLS") {
			return true
		}
	}
	return false
}

// literal is this machine as it greets: by its address, for its name is nobody's business (RFC 5321, 4.1.3).
func literal(address net.Addr) string {
	tcp, ok := address.(*net.TCPAddr)
	switch {
	case !ok:
		return "[127.0.0.1]"
	case tcp.IP.To4() != nil:
		return "[" + tcp.IP.String() + "]"
	}
	return "[IPv6:" + tcp.IP.String() + "]"
}
