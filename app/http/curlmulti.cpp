// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/http/curlmulti.h"

#include "app/http/curltransfer.h"

#include <QPointer>
#include <QSocketNotifier>

namespace Crossroads {

// One host serves a lineup of 16 lanes, several times over.
static constexpr long connectionsPerHost = 64;
// Connections that stand, of all hosts, used or not.
static constexpr long connectionsKept = 256;

static CURLM *makeMulti()
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT); // once, and for good
    CURLM *multi = ready == CURLE_OK ? curl_multi_init() : nullptr;
    if (!multi)
        qFatal("libcurl can not be used");
    return multi;
}

CurlMulti::CurlMulti(QObject *parent) : QObject(parent), m_multi(makeMulti()), m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, socketChanged);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, timerChanged);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, connectionsKept);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, long(CURLPIPE_MULTIPLEX));
}

CurlMulti::~CurlMulti()
{
    for (CurlTransfer *transfer : std::exchange(m_transfers, {})) {
        curl_multi_remove_handle(m_multi, transfer->easy());
        transfer->orphan();
    }
    curl_multi_cleanup(m_multi); // closes the sockets, and switches off who watches them
}

void CurlMulti::add(CurlTransfer &transfer)
{
    m_transfers.append(&transfer);
    if (curl_multi_add_handle(m_multi, transfer.easy()) != CURLM_OK) {
        m_transfers.removeOne(&transfer);
        transfer.end(CURLE_FAILED_INIT);
    }
    // Not left to the timer: on a connection that stands, the request is on the wire when this returns.
    int running = 0;
    curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect();
    tellLater();
}

void CurlMulti::remove(CurlTransfer &transfer)
{
    if (m_transfers.removeOne(&transfer))
        curl_multi_remove_handle(m_multi, transfer.easy());
    std::erase(m_news, &transfer);
}

void CurlMulti::mark(CurlTransfer &transfer)
{
    if (std::ranges::find(m_news, &transfer) == m_news.end())
        m_news.push_back(&transfer);
}

// --- libcurl's callbacks
// ------------------------------------------------------------------------------------------------

std::unique_ptr<QSocketNotifier> CurlMulti::notifier(curl_socket_t socket, bool write)
{
    auto made =
        std::make_unique<QSocketNotifier>(socket, write ? QSocketNotifier::Write : QSocketNotifier::Read);
    connect(made.get(), &QSocketNotifier::activated, this,
            [this, socket, write] { act(socket, write ? CURL_CSELECT_OUT : CURL_CSELECT_IN); });
    return made;
}

CurlMulti::Watch *CurlMulti::watch(curl_socket_t socket)
{
    Watch &watch = m_watches[socket];
    if (!watch.read)
        watch = {notifier(socket, false), notifier(socket, true)};
    return &watch;
}

int CurlMulti::socketChanged(CURL *, curl_socket_t socket, int what, void *self, void *known)
{
    auto *multi = static_cast<CurlMulti *>(self);
    auto *watch = static_cast<Watch *>(known);
    if (!watch) {
        watch = multi->watch(socket);
        curl_multi_assign(multi->m_multi, socket, watch);
    }
    watch->read->setEnabled(what == CURL_POLL_IN || what == CURL_POLL_INOUT);
    watch->write->setEnabled(what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
    return 0;
}

int CurlMulti::timerChanged(CURLM *, long ms, void *self)
{
    QTimer &timer = static_cast<CurlMulti *>(self)->m_timer;
    if (ms < 0)
        timer.stop();
    else
        timer.start(std::chrono::milliseconds(ms));
    return 0;
}

// --- events
// -----------------------------------------------------------------------------------------------

void CurlMulti::act(curl_socket_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, events, &running);
    collect();
    tell();
}

void CurlMulti::collect()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode result = message->data.result; // the message dies with the handle's stay
        auto &transfer = CurlTransfer::of(message->easy_handle);
        curl_multi_remove_handle(m_multi, message->easy_handle);
        m_transfers.removeOne(&transfer);
        transfer.end(result);
    }
}

void CurlMulti::tell()
{
    const QPointer<CurlMulti> self(this);
    while (self && !m_news.empty()) {
        CurlTransfer *transfer = m_news.front();
        m_news.pop_front();
        transfer->tell(); // anything may happen in there
    }
}

void CurlMulti::tellLater()
{
    if (m_news.empty() || m_willTell)
        return;
    m_willTell = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_willTell = false;
            tell();
        },
        Qt::QueuedConnection);
}

} // namespace Crossroads
