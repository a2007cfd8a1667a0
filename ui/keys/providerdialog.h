// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keys/customproviders.h"
#include "app/keys/providertest.h"

#include <QDialog>
#include <QSet>

#include <functional>
#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace Crossroads {

class NoteLabel;
class PrimaryButton;
class TestSteps;

/// Describes a provider, or changes one, and tries it step by step before anything is kept. Fields are judged
/// while they are typed. Keeps nothing itself: whoever opened it saves record() and key().
class ProviderDialog : public QDialog
{
    Q_OBJECT

public:
    struct Context
    {
        QSet<QString> taken; ///< names that mean something else
        /// The way out of this machine, with another proxy for one host.
        std::function<NetworkWay(const QString &host, const QString &proxy)> way;
        std::optional<ProviderRecord> edited = {}; ///< absent: a new one
        Secret storedKey = {};                     ///< of the edited one, for the test
        int storedKeys = 0;
    };

    explicit ProviderDialog(Context context, QWidget *parent = nullptr);
    ~ProviderDialog() override;

    ProviderRecord record() const;
    /// The key that was typed; empty: none.
    Secret key() const;
    bool wasTested() const { return m_passed; }

    void test();
    QLineEdit *nameField() const { return m_name; }
    QLineEdit *addressField() const { return m_address; }
    QLineEdit *keyField() const { return m_keyField; }
    QPlainTextEdit *headersField() const { return m_headers; }
    QLineEdit *proxyField() const { return m_proxy; }
    QComboBox *wires() const { return m_wire; }
    PrimaryButton *mainButton() const { return m_main; }
    QPushButton *anywayButton() const { return m_anyway; }
    TestSteps &steps() { return *m_steps; }
    const ProviderTest *running() const { return m_test.get(); }
    void showMore(bool more);

Q_SIGNALS:
    void tested();

protected:
    void reject() override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    QWidget *buildFields();
    QWidget *buildMore();
    QWidget *buildTest();
    void fill();
    void typed();
    void judge();
    FieldNote addressNote() const;
    ProviderDraft draft() const;
    bool isSound() const;
    void mainPressed();
    void testEnded();
    void showMain();
    void recolour();

    Context m_context;
    QLineEdit *m_name;
    NoteLabel *m_nameNote;
    QLineEdit *m_address;
    NoteLabel *m_addressNote;
    QComboBox *m_wire;
    QLineEdit *m_keyField;
    NoteLabel *m_keyNote;
    QToolButton *m_moreButton;
    QWidget *m_more;
    QPlainTextEdit *m_headers;
    NoteLabel *m_headersNote;
    QLineEdit *m_proxy;
    NoteLabel *m_proxyNote;
    QLabel *m_testTitle;
    TestSteps *m_steps;
    QPushButton *m_cancel;
    QPushButton *m_anyway;
    PrimaryButton *m_main;
    QAction *m_echo;
    std::unique_ptr<ProviderTest> m_test;
    bool m_tried = false;  ///< a test of just this has ended
    bool m_passed = false; ///< and nothing failed
};

} // namespace Crossroads
