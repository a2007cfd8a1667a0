// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/money/costing.h"
#include "app/providers/chatrequest.h"
#include "app/providers/vendors.h"
#include "app/stream/answer.h"
#include "app/stream/streamevent.h"

#include <QByteArray>
#include <QDate>
#include <QHttpHeaders>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace Crossroads {

class Json;
struct ProviderComplaint;

/// What goes over the wire. The key is not in it: the chat job adds the vendor's credential header.
struct WireRequest
{
    QByteArray path; ///< appended to the vendor's base URL, with its query
    QHttpHeaders headers;
    QByteArray body;
    QStringList notes; ///< what was left out because the offer does not take it, in sentences for people
};

using StreamEvents = QList<StreamEvent>;

/// Decodes the body of one answer, bytes in, events out. Any chunking of the same bytes gives the same
/// events. Started comes first, and again only where the answer begins anew (Restarted) or another model
/// takes over; Finished or Failed comes last, once, from finish(); nothing after.
class AnswerDecoder
{
public:
    virtual ~AnswerDecoder() = default;
    virtual StreamEvents feed(QByteArrayView bytes) = 0;
    /// The body has ended. \param transport why the connection broke; absent where it ended in order.
    virtual StreamEvents finish(const std::optional<Error> &transport) = 0;
    /// The protocol's own end mark was seen ([DONE]): nothing of use can follow.
    virtual bool sawEnd() const = 0;
    /// A finish reason was seen: usage and the end mark may follow, but need not.
    virtual bool sawFinishReason() const = 0;
    /// The answer has reached a limit of ours (AnswerLimits): nothing more is read of it.
    virtual bool isFull() const = 0;
};

/// What an answer that we serve is called.
struct ServedHead
{
    QString id;
    QString model; ///< as the client named it
    qint64 createdS = 0;
    bool includeUsage = false; ///< OpenAI: the client asked for usage in the stream
    bool jsonArray = false;    ///< Gemini: the client asked for a stream without alt=sse
};

/// Writes one answer as a server of this wire does: the Sandbox and the gateway speak through it. Joined, the
/// pieces are a whole body that this wire's decoder reads back to the same text, reasoning, tool calls, usage
/// and finish reason.
class AnswerEncoder
{
public:
    virtual ~AnswerEncoder() = default;
    virtual QByteArray contentType() const = 0;
    /// What comes before the first event.
    virtual QByteArray begin() = 0;
    /// The frames of \p event; nothing for events that the wire can not tell. A UsageReport is kept for the
    /// end. Finished and Failed end the body.
    virtual QByteArray encode(const StreamEvent &event) = 0;
};

/// One page of a provider's model list.
struct ModelListing
{
    QString id;   ///< the provider's own, as requests name it
    QString name; ///< for people; may be empty
    qint64 contextTokens = 0;
    qint64 maxOutputTokens = 0;
    Capabilities capabilities;
    Prices prices;    ///< where the list has them
    QDate created;    ///< invalid: not told
    bool chat = true; ///< false: known to be something else (embeddings, speech, images)
    bool operator==(const ModelListing &) const = default;
};
struct ModelPage
{
    QList<ModelListing> models;
    QByteArray nextPath; ///< path and query of the next page; empty: this was the last
};

/// One wire format, as pure mapping: no sockets, no state but the decoder's and encoder's.
class Adapter
{
public:
    virtual ~Adapter() = default;

    // --- as a client ---
    /// InvalidRequest where \p request is strict and asks for what the offer or the wire does not take.
    virtual Result<WireRequest> encode(const ChatRequest &request, const Vendor &vendor) const = 0;
    /// \param contentType of a 2xx answer: it, and the first byte, decide how the body is read.
    virtual std::unique_ptr<AnswerDecoder> decoder(const Vendor &vendor,
                                                   QByteArrayView contentType) const = 0;
    /// A non-2xx answer as an Error, by status and the provider's code; its own words are kept, redacted.
    Error errorFrom(const Vendor &vendor, int status, const QHttpHeaders &headers, QByteArrayView body) const;
    /// Path and query of the first page of the model list.
    virtual QByteArray modelsPath(const Vendor &vendor) const = 0;
    /// Protocol error where \p body is no model list of this wire.
    virtual Result<ModelPage> readModels(const Vendor &vendor, QByteArrayView body) const = 0;

    // --- as a server ---
    /// What a client of this wire asks for. \param path of the request (Gemini has the model in it).
    virtual Result<ChatRequest> readRequest(QByteArrayView path, QByteArrayView body) const = 0;
    virtual std::unique_ptr<AnswerEncoder> encoder(const ServedHead &head) const = 0;
    /// \p answer as one JSON body, for a request with stream off.
    virtual QByteArray wholeAnswer(const Answer &answer, const ServedHead &head) const = 0;
    /// An error body as this wire's servers send it with \p status.
    virtual QByteArray errorBody(const Error &error, int status) const = 0;

protected:
    /// What \p object, a JSON error body, complains of; nothing where it holds no error.
    virtual std::optional<ProviderComplaint> complaint(const Json &object) const;
};

/// The HTTP status that a server of ours answers \p kind with.
int statusFor(ErrorKind kind);

/// The adapter of \p wire; null only for a value that is none.
const Adapter *adapterFor(Wire wire);

/// Where \p path (with its query) of a WireRequest goes at \p vendor.
QUrl requestUrl(const Vendor &vendor, const QByteArray &path);

/// Whether a header can carry \p key: one word of printable ASCII. An empty one counts as none and can.
bool isSendableKey(QByteArrayView key);
/// Authentication error, without the value, where \p key is not sendable.
Result<void> checkKey(const Vendor &vendor, QByteArrayView key);

/// The header that carries \p key to \p vendor, and what its wire wants beside it on every request. A key
/// that is not sendable is left out.
void addCredential(QHttpHeaders &headers, const Vendor &vendor, QByteArrayView key);

/// The fields that addCredential() sets, up to the key: "authorization: Bearer ".
QList<QByteArray> credentialHeaders(AuthStyle style);

} // namespace Crossroads
