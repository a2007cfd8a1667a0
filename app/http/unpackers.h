// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/http/contentdecoder.h"

namespace Crossroads {

/// Unpacks one stream of one coding, as far as its bytes allow.
class ContentDecoder::Unpacker
{
public:
    /// False: nothing more is wanted.
    using Out = std::function<bool(QByteArrayView bytes)>;

    virtual ~Unpacker() = default;
    /// False where \p bytes are damaged. What follows the stream's end is ignored.
    virtual bool feed(QByteArrayView bytes, const Out &out) = 0;
    /// Whether the stream came to its end.
    virtual bool isWhole() const = 0;

    // Null: this build can not unpack it.
    enum class Frame { Gzip, Zlib, Bare };
    static std::unique_ptr<Unpacker> zlib(Frame frame);
    static std::unique_ptr<Unpacker> brotli();
    static std::unique_ptr<Unpacker> zstd();
};

} // namespace Crossroads
