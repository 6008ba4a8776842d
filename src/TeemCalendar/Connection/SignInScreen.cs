using TeemCalendar.Core;
using TeemCalendar.Core.Connection;

namespace TeemCalendar.Commands;

/// <summary>Shows sign-in codes in the session of the command that is running: a connection outlives the command that made it, and may need a person again later.</summary>
static class SignInScreen
{
    /// <summary>Shows a code. As a warning, because a person has to act before the command can go on.</summary>
    internal static Task ShowAsync(DeviceCode code, CancellationToken cancel) =>
        AsyncPipeline.Here is { IsOver: false } pipeline
            ? pipeline.WriteWarningAsync(code.Login is null ? code.Message : $"{code.Message} Sign in as {code.Login}.")
            : throw new TeemException("NobodyToSignIn", TeemErrorKind.SignInRefused, $"{code.Login ?? "A person"} has to sign in again, and this command cannot ask.", code.Login, "Connect again with Connect-TeemTenant.");
}
