// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/contentdecoder.h"

#include "app/core/plaintext.h"
#include "app/http/unpackers.h"

#include <algorithm>

namespace Crossroads {

using Trouble = ContentDecoder::Trouble;

// Nobody packs a body more often; each layer may make a thousand bytes of one.
static constexpr size_t mostLayers = 5;
// That many first bytes of what is packed never look like a text by chance; fewer do.
static constexpr qsizetype enoughToJudge = 16;

struct ContentDecoder::Layer
{
    enum class State { Undecided, Plain, Packed };
    Coding coding = Coding::Guessed;
    bool bare = false; ///< may be deflate without a frame
    State state = State::Undecided;
    QByteArray head = {}; ///< until it is decided
    std::unique_ptr<Unpacker> unpacker = {};
};

ContentDecoder::Coding ContentDecoder::codingOf(QByteArrayView name)
{
    if (name == "gzip" || name == "x-gzip" || name == "deflate" || name == "zlib")
        return Coding::Zlib;
    if (name == "br")
        return Coding::Brotli;
    return name == "zstd" ? Coding::Zstd : Coding::Unknown;
}

static QByteArray printable(QByteArrayView text)
{
    constexpr qsizetype longest = 60;
    QByteArray shown;
    for (const char c : text.first(qMin(text.size(), longest)))
        shown += c >= ' ' && c <= '~' ? c : '?';
    return shown;
}

ContentDecoder::ContentDecoder(QByteArrayView encodings, qint64 most)
    : m_encodings(printable(encodings.trimmed())), m_most(most)
{
    const QList<QByteArray> names = encodings.toByteArray().toLower().split(',');
    for (auto name = names.crbegin(); name != names.crend(); ++name) { // the last one was put on last
        const QByteArrayView one = QByteArrayView(*name).trimmed();
        if (one.isEmpty() || one == "identity" || one == "none")
            continue;
        if (m_layers.size() == mostLayers)
            m_trouble = Trouble::Unknown;
        else
            m_layers.push_back(
                std::make_unique<Layer>(Layer{.coding = codingOf(one), .bare = one == "deflate"}));
    }
    m_layers.push_back(std::make_unique<Layer>());
}

ContentDecoder::~ContentDecoder() = default;

Trouble ContentDecoder::feed(const QByteArray &bytes, const Sink &sink)
{
    if (m_trouble != Trouble::None || m_stopped || bytes.isEmpty())
        return m_trouble;
    if (m_plain) {
        m_stopped = !sink(bytes);
        return m_trouble;
    }
    m_sink = &sink;
    take(0, bytes);
    m_sink = nullptr;
    settle();
    return m_trouble;
}

Trouble ContentDecoder::finish(const Sink &sink)
{
    m_sink = &sink;
    for (size_t i = 0; i < m_layers.size() && m_trouble == Trouble::None && !m_stopped; ++i) {
        if (m_layers[i]->state == Layer::State::Undecided && !m_layers[i]->head.isEmpty())
            decide(i, true);
    }
    m_sink = nullptr;
    return m_trouble;
}

bool ContentDecoder::isWhole() const
{
    return m_trouble == Trouble::None && std::ranges::all_of(m_layers, [](const auto &layer) {
               return !layer->unpacker || layer->unpacker->isWhole();
           });
}

void ContentDecoder::settle()
{
    m_plain = m_trouble == Trouble::None && std::ranges::all_of(m_layers, [](const auto &layer) {
                  return layer->state == Layer::State::Plain;
              });
}

void ContentDecoder::take(size_t number, const QByteArray &bytes)
{
    Layer &layer = *m_layers[number];
    switch (layer.state) {
    case Layer::State::Undecided:
        layer.head += bytes;
        decide(number, false);
        break;
    case Layer::State::Plain:
        passOn(number, bytes);
        break;
    case Layer::State::Packed: {
        const bool sound = layer.unpacker->feed(bytes, [&](QByteArrayView out) {
            m_unpacked += out.size();
            if (m_unpacked > m_most)
                m_trouble = Trouble::TooLong;
            else
                passOn(number, out.toByteArray());
            return m_trouble == Trouble::None && !m_stopped;
        });
        if (!sound && m_trouble == Trouble::None)
            m_trouble = Trouble::Damaged;
        break;
    }
    }
}

void ContentDecoder::passOn(size_t number, const QByteArray &bytes)
{
    if (number + 1 < m_layers.size())
        take(number + 1, bytes);
    else
        m_stopped = !(*m_sink)(bytes);
}

namespace {
using Frame = ContentDecoder::Unpacker::Frame;
enum class Guess { NotYet, Nothing, Gzip, Zlib, Zstd };

/// By the marks that packed bodies begin with; no answer begins like that.
Guess guess(QByteArrayView head, bool ended)
{
    static constexpr std::pair<QByteArrayView, Guess> marks[] = {
        {"\x1f\x8b\x08", Guess::Gzip}, {"\x78\x01", Guess::Zlib},         {"\x78\x9c", Guess::Zlib},
        {"\x78\xda", Guess::Zlib},     {"\x28\xb5\x2f\xfd", Guess::Zstd},
    };
    for (const auto &[mark, what] : marks) {
        if (head.startsWith(mark))
            return what;
        if (!ended && head.size() < mark.size() && mark.startsWith(head))
            return Guess::NotYet;
    }
    return Guess::Nothing;
}

/// RFC 1950, 2.2
bool hasZlibHeader(QByteArrayView head)
{
    constexpr int deflate = 8, check = 31;
    return head.size() >= 2 && (uchar(head[0]) & 0x0f) == deflate &&
           (uchar(head[0]) * 256 + uchar(head[1])) % check == 0;
}
} // namespace

/// Whether a layer is packed at all, and how: as it is said, where the first bytes do not say otherwise.
void ContentDecoder::decide(size_t number, bool ended)
{
    Layer &layer = *m_layers[number];
    Guess found = guess(layer.head, ended);
    const bool said = layer.coding != Coding::Guessed;
    if (said && layer.coding == Coding::Brotli)
        found = Guess::Nothing; // it has no mark of its own, and may begin like anything
    if (found == Guess::NotYet)
        return;
    bool plain = !said && found == Guess::Nothing;
    const QByteArrayView first = QByteArrayView(layer.head).first(qMin(layer.head.size(), enoughToJudge));
    if (said && found == Guess::Nothing && isUtf8Start(first)) {
        plain = ended || layer.head.size() >= enoughToJudge;
        if (!plain)
            return;
    }
    const auto unpacker = [&]() -> std::unique_ptr<Unpacker> {
        if (layer.coding == Coding::Brotli)
            return Unpacker::brotli();
        if (found == Guess::Gzip)
            return Unpacker::zlib(Frame::Gzip);
        if (found == Guess::Zstd)
            return Unpacker::zstd();
        if (found == Guess::Zlib || (layer.coding == Coding::Zlib && hasZlibHeader(layer.head)))
            return Unpacker::zlib(Frame::Zlib);
        return layer.bare ? Unpacker::zlib(Frame::Bare) : nullptr;
    };
    if (!plain) {
        if (layer.coding == Coding::Zlib && layer.head.size() < 2 && !ended)
            return; // it tells itself by two
        layer.unpacker = m_layers.size() <= mostLayers + 1 ? unpacker() : nullptr;
        if (!layer.unpacker) {
            // What has none of the marks that its coding always begins with is not that coding.
            const bool framed = layer.coding == Coding::Zlib || layer.coding == Coding::Zstd;
            m_trouble = framed && found == Guess::Nothing ? Trouble::Damaged : Trouble::Unknown;
            return;
        }
        if (!said) // what is inside may be packed, too
            m_layers.push_back(std::make_unique<Layer>());
    }
    layer.state = plain ? Layer::State::Plain : Layer::State::Packed;
    take(number, std::exchange(layer.head, {}));
}

} // namespace Crossroads
