// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/stagedproviders.h"

#include "app/http/httpserver.h"
#include "ui/keys/keyspage.h"
#include "ui/keys/ownproviders.h"
#include "ui/keys/providerdialog.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"

#include <QLineEdit>
#include <QPlainTextEdit>

namespace Crossroads {

using namespace Qt::StringLiterals;

/// A server that refuses keys, lists three models, or says nothing.
static QUrl stagedServer(QObject *owner, const QString &state)
{
    auto *server = new HttpServer(owner);
    QObject::connect(server, &HttpServer::requestArrived, owner,
                     [state](const HttpServerRequest &, HttpResponder *responder) {
                         if (state == "failed"_L1)
                             responder->respond(401, "application/json",
                                                "{\"error\":{\"message\":\"Unknown key.\"}}");
                         else if (state == "good"_L1)
                             responder->respond(200, "application/json",
                                                "{\"data\":[{\"id\":\"qwen3-coder-30b\"},"
                                                "{\"id\":\"gpt-oss-120b\"},{\"id\":\"bge-m3\"}]}");
                     });
    const auto port = server->listen();
    return port ? QUrl(server->baseUrl().toString() + u"/v1"_s) : QUrl();
}

QWidget *stageProviderDialog(MainWindow &window, const QString &state)
{
    ProviderDialog *dialog = window.keys().ownProviders().add();
    if (state == "empty"_L1)
        return dialog;
    dialog->nameField()->setText(state == "typing"_L1 ? u"My lab"_s : u"my-lab"_s);
    if (state == "typing"_L1) {
        dialog->addressField()->setText(u"http://gpu-7.lan:8000/v1"_s);
        dialog->showMore(true);
        dialog->headersField()->setPlainText(u"X-Team: research\nAuthorization: Basic abc"_s);
        dialog->proxyField()->setText(u"socks5://127.0.0.1:1080"_s);
        return dialog;
    }
    dialog->addressField()->setText(stagedServer(dialog, state).toString());
    dialog->keyField()->setText(u"fake-lab-key-000000000000"_s);
    dialog->test();
    return dialog;
}

void stageSettings(MainWindow &window, const QString &section)
{
    Settings settings = window.services().settings();
    settings.proxy = u"http://proxy.example.com:3128"_s;
    settings.proxies = {{u"deepseek"_s, u"none"_s}, {u"openai"_s, u"socks5://127.0.0.1:1080"_s}};
    settings.rateLimits = {{QString(), {8, 0}}, {u"openrouter"_s, {4, 60}}};
    settings.privateProviders = {u"anthropic"_s, u"mistral"_s};
    settings.budgetPerRun = u"0.50"_s;
    settings.budgetPerMonth = u"60"_s;
    settings.budgetsOf = {{u"source/gateway"_s, u"20"_s}, {u"provider/deepseek"_s, u"10"_s}};
    window.services().saveSettings(settings);
    window.showRoom(MainWindow::Preferences);
    window.settings().showSection(section);
}

} // namespace Crossroads
