// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/unpackers.h"

#include <zlib.h>
#ifdef CROSSROADS_BROTLI
#include <brotli/decode.h>
#endif
#ifdef CROSSROADS_ZSTD
#include <zstd.h>
#endif

#include <array>

namespace Crossroads {

using Unpacker = ContentDecoder::Unpacker;

static constexpr size_t roomAtOnce = size_t(32) * 1024;

namespace {
class ZlibUnpacker final : public Unpacker
{
public:
    explicit ZlibUnpacker(Frame frame) : m_frame(frame)
    {
        constexpr int window = 15, asGzip = 16;
        const int bits = frame == Frame::Gzip ? window + asGzip : frame == Frame::Zlib ? window : -window;
        if (inflateInit2(&m_stream, bits) != Z_OK)
            qBadAlloc();
    }
    ~ZlibUnpacker() override { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(ZlibUnpacker)

    bool feed(QByteArrayView bytes, const Out &out) override
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data())); // zlib only reads it
        m_stream.avail_in = uInt(bytes.size());
        while (!m_over) {
            if (m_ended && !nextMember())
                return true;
            m_stream.next_out = m_room.data();
            m_stream.avail_out = uInt(m_room.size());
            const int told = inflate(&m_stream, Z_SYNC_FLUSH);
            const size_t made = m_room.size() - m_stream.avail_out;
            m_made = m_made || made > 0;
            if (made > 0 && !out({m_room.data(), qsizetype(made)}))
                return true;
            m_ended = told == Z_STREAM_END;
            if (told == Z_BUF_ERROR || (told == Z_OK && m_stream.avail_in == 0 && m_stream.avail_out > 0))
                return true; // it wants more bytes
            if (told != Z_OK && !m_ended) {
                // What follows a whole member and only looked like another one is nothing.
                m_over = m_members > 0 && !m_made;
                m_ended = m_over;
                return m_over;
            }
        }
        return true;
    }

    bool isWhole() const override { return m_ended || m_over; }

private:
    /// A file of gzip may be several, one after another; some servers make one of each piece. False where
    /// there is no other, yet.
    bool nextMember()
    {
        constexpr Bytef magic = 0x1f;
        if (m_stream.avail_in == 0)
            return false;
        m_over = m_frame != Frame::Gzip || *m_stream.next_in != magic || inflateReset(&m_stream) != Z_OK;
        if (m_over)
            return false;
        ++m_members;
        m_made = m_ended = false;
        return true;
    }

    Frame m_frame;
    z_stream m_stream = {};
    std::array<Bytef, roomAtOnce> m_room;
    int m_members = 0;    ///< that have ended
    bool m_made = false;  ///< something, of this member
    bool m_ended = false; ///< a member has, and no other has begun
    bool m_over = false;  ///< what comes now is ignored
};

#ifdef CROSSROADS_BROTLI
class BrotliUnpacker final : public Unpacker
{
public:
    BrotliUnpacker() : m_state(BrotliDecoderCreateInstance(nullptr, nullptr, nullptr))
    {
        Q_CHECK_PTR(m_state);
    }
    ~BrotliUnpacker() override { BrotliDecoderDestroyInstance(m_state); }
    Q_DISABLE_COPY_MOVE(BrotliUnpacker)

    bool feed(QByteArrayView bytes, const Out &out) override
    {
        const auto *next = reinterpret_cast<const uint8_t *>(bytes.data());
        size_t left = size_t(bytes.size());
        while (!isWhole()) {
            uint8_t *room = m_room.data();
            size_t free = m_room.size();
            const auto told = BrotliDecoderDecompressStream(m_state, &left, &next, &free, &room, nullptr);
            const size_t made = m_room.size() - free;
            if (made > 0 && !out({m_room.data(), qsizetype(made)}))
                return true;
            if (told == BROTLI_DECODER_RESULT_ERROR)
                return false;
            if (told == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
                return true;
        }
        return true;
    }

    bool isWhole() const override { return BrotliDecoderIsFinished(m_state); }

private:
    BrotliDecoderState *m_state;
    std::array<uint8_t, roomAtOnce> m_room;
};
#endif

#ifdef CROSSROADS_ZSTD
class ZstdUnpacker final : public Unpacker
{
public:
    ZstdUnpacker() : m_context(ZSTD_createDCtx())
    {
        Q_CHECK_PTR(m_context);
        constexpr int mostOfHttp = 23; // 8 MiB: RFC 9659
        ZSTD_DCtx_setParameter(m_context, ZSTD_d_windowLogMax, mostOfHttp);
    }
    ~ZstdUnpacker() override { ZSTD_freeDCtx(m_context); }
    Q_DISABLE_COPY_MOVE(ZstdUnpacker)

    bool feed(QByteArrayView bytes, const Out &out) override
    {
        ZSTD_inBuffer in{bytes.data(), size_t(bytes.size()), 0};
        bool more = false;
        while (!m_over && (in.pos < in.size || more)) {
            ZSTD_outBuffer room{m_room.data(), m_room.size(), 0};
            const size_t told = ZSTD_decompressStream(m_context, &room, &in);
            m_made = m_made || room.pos > 0;
            if (room.pos > 0 && !out({m_room.data(), qsizetype(room.pos)}))
                return true;
            if (ZSTD_isError(told)) {
                // What follows a whole frame and only looked like another one is nothing.
                m_over = m_whole = m_frames > 0 && !m_made;
                return m_over;
            }
            m_whole = told == 0;
            if (m_whole) {
                ++m_frames;
                m_made = false;
            }
            more = room.pos == room.size && !m_whole;
        }
        return true;
    }

    bool isWhole() const override { return m_whole; }

private:
    ZSTD_DCtx *m_context;
    std::array<char, roomAtOnce> m_room;
    int m_frames = 0;     ///< that have ended
    bool m_made = false;  ///< something, of this frame
    bool m_whole = false; ///< a frame has ended, and no other has begun
    bool m_over = false;  ///< what comes now is ignored
};
#endif
} // namespace

std::unique_ptr<Unpacker> Unpacker::zlib(Frame frame)
{
    return std::make_unique<ZlibUnpacker>(frame);
}

std::unique_ptr<Unpacker> Unpacker::brotli()
{
#ifdef CROSSROADS_BROTLI
    return std::make_unique<BrotliUnpacker>();
#else
    return nullptr;
#endif
}

std::unique_ptr<Unpacker> Unpacker::zstd()
{
#ifdef CROSSROADS_ZSTD
    return std::make_unique<ZstdUnpacker>();
#else
    return nullptr;
#endif
}

} // namespace Crossroads
