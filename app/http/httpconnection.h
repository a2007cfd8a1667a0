// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/http/httpserver.h"

#include <QTimer>

#include <llhttp.h>

class QTcpSocket;

namespace Crossroads {

/// One client of HttpServer: parses its requests one after another, refuses what the server's rules refuse,
/// and hands the rest out. Bytes that arrive while an answer is under way wait.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    HttpConnection(HttpServer &server, QTcpSocket *socket);
    ~HttpConnection() override;

private:
    static int onUrl(llhttp_t *parser, const char *at, size_t length);
    static int onMethod(llhttp_t *parser, const char *at, size_t length);
    static int onField(llhttp_t *parser, const char *at, size_t length);
    static int onValue(llhttp_t *parser, const char *at, size_t length);
    static int onFieldComplete(llhttp_t *parser);
    static int onHeadersComplete(llhttp_t *parser);
    static int onBody(llhttp_t *parser, const char *at, size_t length);
    static int onComplete(llhttp_t *parser);

    void resetParser();
    void read();
    void beginWaiting();
    int countHeader(qsizetype bytes);
    std::optional<int> refusalByHeaders() const;
    bool hostIsOurs() const;
    bool isOfAnotherSite() const;
    bool landsFromABrowser() const;
    bool tokenFits() const;
    void continueIfAsked();
    void watchWriting();
    void giveUp();
    void refuse(int status, const QByteArray &message);
    void handOut();
    void answered(bool keepAlive);

    HttpServer &m_server;
    QTcpSocket *m_socket;
    llhttp_t m_parser = {};
    llhttp_settings_t m_settings = {};
    QTimer m_patience;
    QTimer m_writing; ///< runs while something waits to be taken
    HttpServerRequest m_request;
    QByteArray m_url, m_field, m_value;
    qsizetype m_headerBytes = 0;
    int m_status = 0; ///< to refuse with, once the parser has stopped
    bool m_headersComplete = false;
    bool m_complete = false;
    bool m_closing = false;
    HttpResponder *m_responder = nullptr;
};

} // namespace Crossroads
