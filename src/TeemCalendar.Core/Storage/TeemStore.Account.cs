using Dapper;

namespace TeemCalendar.Core.Storage;

/// <content>The one calendar account.</content>
internal sealed partial class TeemStore
{
    /// <summary>The account, or null when none was connected.</summary>
    public CalendarAccount? GetAccount()
    {
        lock (gate)
            return connection.QuerySingleOrDefault<AccountRow>("SELECT * FROM account") is { } row ? row.ToAccount() : null;
    }

    /// <summary>Keeps the account in place of the one there was.</summary>
    /// <param name="account">The account.</param>
    public void SaveAccount(CalendarAccount account)
    {
        lock (gate)
            connection.Execute(
                """
                INSERT OR REPLACE INTO account (id, login, email_address, access_mode, application_id, certificate_thumbprint, state, cause, detail, remedy, verified_at)
                VALUES (1, @login, @email_address, @access_mode, @application_id, @certificate_thumbprint, @state, @cause, @detail, @remedy, @verified_at)
                """,
                new AccountRow(account));
    }

    /// <summary>Forgets the account, when there is one.</summary>
    public void RemoveAccount()
    {
        lock (gate)
            connection.Execute("DELETE FROM account");
    }

    sealed class AccountRow
    {
        public AccountRow() { }

        public AccountRow(CalendarAccount account)
        {
            login = account.Login;
            email_address = account.EmailAddress;
            access_mode = account.AccessMode.ToString();
            application_id = StoreText.Of(account.ApplicationId);
            certificate_thumbprint = account.CertificateThumbprint;
            state = account.State.ToString();
            cause = account.Cause;
            detail = account.Detail;
            remedy = account.Remedy;
            verified_at = StoreText.Of(account.VerifiedAt);
        }

        public string login { get; set; } = "";
        public string email_address { get; set; } = "";
        public string access_mode { get; set; } = "";
        public string application_id { get; set; } = "";
        public string? certificate_thumbprint { get; set; }
        public string state { get; set; } = "";
        public string? cause { get; set; }
        public string? detail { get; set; }
        public string? remedy { get; set; }
        public string verified_at { get; set; } = "";

        public CalendarAccount ToAccount() => new()
        {
            Login = login,
            EmailAddress = email_address,
            AccessMode = Enum.Parse<AccessMode>(access_mode),
            ApplicationId = Guid.Parse(application_id),
            CertificateThumbprint = certificate_thumbprint,
            State = Enum.Parse<CalendarAccountState>(state),
            Cause = cause,
            Detail = detail,
            Remedy = remedy,
            VerifiedAt = StoreText.Time(verified_at),
        };
    }
}
