// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <memory>
#include <vector>

namespace Crossroads {

/// Undoes the content codings of one body (RFC 9110, 8.4): gzip, deflate (with zlib's frame or bare), br and
/// zstd, one upon another too. We ask for none, but servers and what stands before them pack all the same,
/// forget to say so, or say so of what is not packed: the first bytes decide, the header only helps. What is
/// packed comes out as far as its bytes allow, so that a stream stays one. Any chunking of the same bytes
/// gives the same body.
class ContentDecoder
{
public:
    /// Takes the next bytes of the body; false: no more of them, please. Valid until it returns.
    using Sink = std::function<bool(const QByteArray &bytes)>;
    enum class Trouble {
        None,
        Unknown, ///< packed in a way that is not known here
        Damaged,
        TooLong, ///< unpacked, it is longer than any answer
    };
    static constexpr qint64 mostUnpacked = 128 * 1024 * 1024;

    /// \param encodings the values of Content-Encoding, joined by commas. \param most bytes that may be
    /// unpacked, all layers together.
    explicit ContentDecoder(QByteArrayView encodings, qint64 most = mostUnpacked);
    ~ContentDecoder();
    Q_DISABLE_COPY_MOVE(ContentDecoder)

    /// Whether nothing is packed, as is known after the first bytes: what is fed comes out as it is.
    bool isPlain() const { return m_plain; }
    /// Trouble stays: later bytes are ignored. The sink's refusal is no trouble.
    Trouble feed(const QByteArray &bytes, const Sink &sink);
    /// The body has ended: hands out what was held back to be judged.
    Trouble finish(const Sink &sink);
    Trouble trouble() const { return m_trouble; }
    /// Whether what is packed came to its own end; read it after finish().
    bool isWhole() const;
    /// The codings as the server names them, for messages; of printable ASCII alone.
    const QByteArray &encodings() const { return m_encodings; }

    class Unpacker;

private:
    enum class Coding { Guessed, Zlib, Brotli, Zstd, Unknown };
    struct Layer;
    static Coding codingOf(QByteArrayView name);
    void take(size_t layer, const QByteArray &bytes);
    void decide(size_t layer, bool ended);
    void passOn(size_t layer, const QByteArray &bytes);
    void settle();

    std::vector<std::unique_ptr<Layer>> m_layers; ///< the outermost first; the last one is guessed
    QByteArray m_encodings;
    const Sink *m_sink = nullptr; ///< during feed() and finish()
    qint64 m_most;
    qint64 m_unpacked = 0;
    Trouble m_trouble = Trouble::None;
    bool m_plain = false;
    bool m_stopped = false;
};

} // namespace Crossroads
